#include "runtime/thread_pool.h"

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace facet {
namespace {

// About 30 microseconds on current processors: longer than the gap between two steps of a program, short enough to be no
// burden.
constexpr int kSpins = 1500;

void pause() {
#if defined(__x86_64__)
  _mm_pause();
#else
  std::atomic_signal_fence(std::memory_order_seq_cst);
#endif
}

// Set while the thread works for a pool: a nested parallel_for then runs on the calling thread alone.
thread_local int current_thread = -1;

}  // namespace

// A job is published by storing its task count into `unclaimed`; a thread claims a task by decrementing it. Who holds a claim
// keeps the job open, so the fields of a job are read only under a claim, and a worker that wakes late finds either nothing or
// a valid job.
struct ThreadPool::State {
  std::atomic<int64_t> unclaimed{0};
  std::atomic<int64_t> unfinished{0};
  int64_t tasks = 0;
  Body body = nullptr;
  void* closure = nullptr;
  std::atomic<int> epoch{0};     // counts jobs; idle workers sleep on it
  std::atomic<int> finished{0};  // counts jobs whose last task a worker finished; the caller sleeps on it
  std::atomic<bool> stop{false};
  std::atomic<bool> failed{false};
  std::exception_ptr failure;
  std::mutex callers;
  std::vector<std::thread> workers;
  int threads = 1;

  // Works on the current job until no task is left to claim. True if this thread finished the job's last task.
  bool work(int thread) {
    bool last = false;
    int64_t left = unclaimed.load(std::memory_order_acquire);
    while (left > 0) {
      if (!unclaimed.compare_exchange_weak(left, left - 1, std::memory_order_acq_rel, std::memory_order_acquire)) continue;
      try {
        body(closure, tasks - left, thread);
      } catch (...) {
        if (!failed.exchange(true)) failure = std::current_exception();
      }
      last = unfinished.fetch_sub(1, std::memory_order_acq_rel) == 1;
      left = unclaimed.load(std::memory_order_acquire);
    }
    return last;
  }

  void serve(int thread) {
    current_thread = thread;
    for (;;) {
      const int seen = epoch.load(std::memory_order_acquire);
      if (stop.load(std::memory_order_acquire)) return;
      if (unclaimed.load(std::memory_order_acquire) > 0) {
        if (work(thread)) {
          finished.fetch_add(1, std::memory_order_acq_rel);
          finished.notify_one();
        }
        continue;
      }
      for (int i = 0; i < kSpins && epoch.load(std::memory_order_acquire) == seen; ++i) pause();
      epoch.wait(seen, std::memory_order_acquire);
    }
  }

  void wake() {
    epoch.fetch_add(1, std::memory_order_acq_rel);
    epoch.notify_all();
  }
};

ThreadPool::ThreadPool(int threads) : state_(std::make_unique<State>()) {
  state_->threads = threads < 1 ? 1 : threads;
  state_->workers.reserve(static_cast<size_t>(state_->threads) - 1);
  try {
    for (int i = 1; i < state_->threads; ++i) state_->workers.emplace_back([s = state_.get(), i] { s->serve(i); });
  } catch (...) {  // no more threads to be had: end those that run, then report
    state_->stop.store(true, std::memory_order_release);
    state_->wake();
    for (std::thread& worker : state_->workers) worker.join();
    throw;
  }
}

ThreadPool::~ThreadPool() {
  state_->stop.store(true, std::memory_order_release);
  state_->wake();
  for (std::thread& worker : state_->workers) worker.join();
}

int ThreadPool::size() const { return state_->threads; }

void ThreadPool::run(int64_t tasks, Body body, void* closure) {
  State& s = *state_;
  if (tasks <= 0) return;
  if (current_thread >= 0 || s.threads == 1 || tasks == 1) {
    const int thread = current_thread >= 0 ? current_thread : 0;
    for (int64_t i = 0; i < tasks; ++i) body(closure, i, thread);
    return;
  }
  const std::lock_guard<std::mutex> one_caller(s.callers);
  s.tasks = tasks;
  s.body = body;
  s.closure = closure;
  const int finished_before = s.finished.load(std::memory_order_acquire);
  s.unfinished.store(tasks, std::memory_order_release);
  s.unclaimed.store(tasks, std::memory_order_release);
  s.wake();

  current_thread = 0;
  const bool last = s.work(0);
  current_thread = -1;
  if (!last) {
    for (int i = 0; i < kSpins && s.unfinished.load(std::memory_order_acquire) > 0; ++i) pause();
    s.finished.wait(finished_before, std::memory_order_acquire);
  }
  if (s.failed.load(std::memory_order_acquire)) {
    const std::exception_ptr failure = std::exchange(s.failure, nullptr);
    s.failed.store(false, std::memory_order_release);
    std::rethrow_exception(failure);
  }
}

}  // namespace facet
