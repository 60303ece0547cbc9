// A fixed set of worker threads. The calling thread works too, so a pool of size 1 has no worker.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

namespace facet {

class ThreadPool {
 public:
  explicit ThreadPool(int threads);  // >= 1
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int size() const;

  // Calls body(task, thread) for every task in [0, tasks), thread in [0, size()), and returns when all are done. Which thread
  // gets which task is not fixed, so a result must not depend on it: tasks write disjoint memory, and sums are made per task
  // and added in task order. The number of tasks of such a sum must not depend on size(), so that every thread count gives the
  // same bits. Not reentrant. Allocates nothing.
  template <typename F>
  void parallel_for(int64_t tasks, F&& body) {
    run(
        tasks, [](void* f, int64_t task, int thread) { (*static_cast<std::remove_reference_t<F>*>(f))(task, thread); },
        const_cast<void*>(static_cast<const void*>(&body)));
  }

 private:
  using Body = void (*)(void* closure, int64_t task, int thread);
  void run(int64_t tasks, Body body, void* closure);
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace facet
