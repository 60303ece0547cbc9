#include "runtime/thread_pool.h"

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/sanitizers.h"
#include "tests/test.h"

namespace facet::test {

FACET_TEST(thread_pool, runs_every_task_once) {
  const int rounds = kSanitized ? 300 : 3000;
  for (const int threads : {1, 2, 3, 8}) {
    ThreadPool pool(threads);
    REQUIRE(pool.size() == threads);
    for (int round = 0; round < rounds; ++round) {
      const int64_t tasks = round % 37;
      std::vector<int> done(static_cast<size_t>(tasks), 0);  // plain ints: a task run twice at once is a race that tsan sees
      pool.parallel_for(tasks, [&](int64_t task, int thread) {
        CHECK(thread >= 0 && thread < threads);
        done[static_cast<size_t>(task)] += 1;
      });
      for (const int count : done) CHECK(count == 1);
    }
  }
}

FACET_TEST(thread_pool, per_thread_memory_is_not_shared) {
  ThreadPool pool(4);
  std::vector<int64_t> sums(4 * 16, 0);  // 16 apart: no shared cache line
  const int64_t tasks = 10000;
  pool.parallel_for(tasks, [&](int64_t task, int thread) { sums[static_cast<size_t>(thread) * 16] += task; });
  int64_t total = 0;
  for (const int64_t sum : sums) total += sum;
  CHECK(total == tasks * (tasks - 1) / 2, total);
}

FACET_TEST(thread_pool, results_are_visible_after_return) {
  ThreadPool pool(3);
  std::vector<int> values(1000, 0);
  for (int round = 1; round <= (kSanitized ? 100 : 2000); ++round) {
    pool.parallel_for(1000, [&](int64_t task, int) { values[static_cast<size_t>(task)] = round; });
    for (const int value : values) REQUIRE(value == round);
  }
}

FACET_TEST(thread_pool, uneven_tasks_finish) {
  ThreadPool pool(3);
  std::atomic<int> done{0};
  for (int round = 0; round < 20; ++round) {
    pool.parallel_for(7, [&](int64_t task, int) {
      if (task == 3) std::this_thread::sleep_for(std::chrono::milliseconds(2));  // longer than the spin before sleeping
      done.fetch_add(1);
    });
  }
  CHECK(done == 140);
}

FACET_TEST(thread_pool, nested_use_runs_on_the_same_thread) {
  ThreadPool pool(3);
  std::atomic<int> done{0};
  pool.parallel_for(8, [&](int64_t, int outer) {
    pool.parallel_for(5, [&](int64_t, int inner) {
      CHECK(inner == outer);
      done.fetch_add(1);
    });
  });
  CHECK(done == 40);
}

FACET_TEST(thread_pool, an_exception_reaches_the_caller_and_the_pool_stays_usable) {
  ThreadPool pool(3);
  for (int round = 0; round < 50; ++round) {
    bool caught = false;
    try {
      pool.parallel_for(20, [&](int64_t task, int) {
        if (task % 3 == 1) throw std::runtime_error("task");
      });
    } catch (const std::runtime_error&) {
      caught = true;
    }
    CHECK(caught);
    std::atomic<int> done{0};
    pool.parallel_for(20, [&](int64_t, int) { done.fetch_add(1); });
    CHECK(done == 20);
  }
}

FACET_TEST(thread_pool, callers_take_turns) {
  ThreadPool pool(2);
  std::vector<std::thread> callers;
  std::atomic<int> done{0};
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      for (int round = 0; round < 200; ++round) pool.parallel_for(9, [&](int64_t, int) { done.fetch_add(1); });
    });
  }
  for (std::thread& caller : callers) caller.join();
  CHECK(done == 4 * 200 * 9);
}

FACET_TEST(thread_pool, pools_come_and_go) {
  for (int round = 0; round < 200; ++round) {
    ThreadPool pool(1 + round % 5);
    std::atomic<int> done{0};
    pool.parallel_for(round % 4, [&](int64_t, int) { done.fetch_add(1); });
    CHECK(done == round % 4);
  }
}

}  // namespace facet::test
