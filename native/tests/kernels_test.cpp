// Every kernel of every list, at every instruction-set level of this machine, against the f64 reference on every op case.
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "backend/cpu/kernel_lists.h"
#include "backend/cpu/reference_kernels.h"
#include "core/op_table.h"
#include "core/shape_text.h"
#include "runtime/device.h"
#include "tests/case_check.h"
#include "tests/sanitizers.h"
#include "tests/test.h"

namespace facet::test {
namespace {

struct Pools {
  ThreadPool one{1}, two{2}, three{3};
};

// Runs one kernel on one case: three thread counts, the same bits from all, and every allowed way to share memory.
void check_kernel(const OpCase& c, const Kernel& kernel, DType type, const std::vector<std::vector<double>>& expected,
                  Pools& pools) {
  CaseRun run(c, type);
  const KernelError error = run.run(kernel, pools.one);
  CHECK(error == nullptr, kernel.name, " on ", c.name, ": ", error == nullptr ? "" : error);
  compare(c, kernel, run, expected, "");
  if (c.is_large() && is_reference(kernel)) return;  // slow, and the small cases have shown it

  const auto bytes = run.output_bytes();
  for (ThreadPool* pool : {&pools.two, &pools.three}) {
    run.run(kernel, *pool);
    CHECK(run.output_bytes() == bytes, kernel.name, " on ", c.name, ": ", pool->size(), " threads give other bits than one");
    CHECK(run.memory_intact(), kernel.name, " on ", c.name, ": wrote outside its outputs with ", pool->size(), " threads");
  }
  for (const AliasPairs& aliases : alias_variants(c)) {
    CaseRun shared(c, type, aliases);
    shared.run(kernel, pools.two);
    compare(c, kernel, shared, expected, " in place");
  }
}

// The kernels of the CPU and of the SIMT device.
std::vector<const Kernel*> all_kernels(Op op) {
  auto kernels = cpu::kernels(op, cpu::machine_isa_level());
  for (const Kernel* kernel : open_device("simt,precision=bf16", 1)->kernels(op)) kernels.push_back(kernel);
  return kernels;
}

}  // namespace

FACET_TEST(kernels, agree_with_the_f64_reference) {
  Pools pools;
  const cpu::IsaLevel machine = cpu::machine_isa_level();
  std::set<std::string> idle;  // kernels that no case reached
  for (uint32_t code = 0; code < kOpCount; ++code) {
    const Op op = static_cast<Op>(code);
    const auto kernels = cpu::kernels(op, machine);
    for (const Kernel* kernel : kernels) idle.insert(kernel->name);
    int number = 0;
    for (const OpCase& c : cases_of(op)) {
      if ((kSanitized && c.is_large()) || (kThreadSanitized && number++ % 6 != 0)) continue;
      const auto expected = expected_outputs(c, pools.two);
      for (const Kernel* kernel : kernels) {
        for (const DType type : {DType::f32, DType::f64}) {
          if (!accepts(*kernel, CaseShapes(c, type).step())) continue;
          idle.erase(kernel->name);
          check_kernel(c, *kernel, type, expected, pools);
        }
      }
    }
  }
  if (kThreadSanitized) return;
  idle.erase("matmul_f32_openblas");  // takes part only where FACET_OPENBLAS names the library and it is the faster one
  for (const std::string& name : idle) CHECK(false, name, " accepted no case: add one to tests/cases/");
}

FACET_TEST(kernels, every_level_of_the_machine_is_dispatched) {
  std::map<cpu::IsaLevel, int> bound;
  for (const cpu::IsaLevel level : {cpu::IsaLevel::portable, cpu::IsaLevel::avx2, cpu::IsaLevel::avx512}) {
    if (level > cpu::machine_isa_level()) continue;
    for (uint32_t code = 0; code < kOpCount; ++code) {
      for (const OpCase& c : cases_of(static_cast<Op>(code))) {
        const CaseShapes shapes(c, DType::f32);
        const auto list = cpu::kernels(c.op, level);
        const auto first = std::find_if(list.begin(), list.end(), [&](const Kernel* k) { return accepts(*k, shapes.step()); });
        REQUIRE(first != list.end(), "no kernel takes ", c.name);
        if (std::string((*first)->name).find(std::string("_") + cpu::name(level)) != std::string::npos) ++bound[level];
      }
    }
    CHECK(bound[level] > 0, "no case is bound to a kernel of level ", cpu::name(level));
  }
}

FACET_TEST(kernels, not_a_number_and_infinity_are_treated_as_by_the_reference) {
  const double kSpecial[] = {std::nan(""), HUGE_VAL, -HUGE_VAL, 0.0, -0.0};
  ThreadPool pool(2);
  for (const Op op : {Op::relu, Op::relu_grad, Op::bias_add, Op::max_pool2d, Op::max_pool2d_grad, Op::dropout, Op::prelu,
                      Op::unary_grad, Op::transpose}) {
    const auto kernels = cpu::kernels(op, cpu::machine_isa_level());
    const Kernel& reference = *kernels[kernels.size() - 2];  // f32
    for (const OpCase& c : cases_of(op)) {
      if (c.is_large()) continue;
      std::vector<double> x = c.values(0);
      for (size_t i = 0; i < x.size(); i += 1 + i % 4) x[i] = kSpecial[i % std::size(kSpecial)];
      CaseRun expected(c, DType::f32);
      expected.set_input(0, x);
      expected.run(reference, pool);
      const auto wanted = expected.output(0);
      for (const Kernel* kernel : kernels) {
        if (!accepts(*kernel, expected.step())) continue;
        CaseRun actual(c, DType::f32);
        actual.set_input(0, x);
        actual.run(*kernel, pool);
        const auto values = actual.output(0);
        for (size_t i = 0; i < values.size(); ++i) {
          const bool same = values[i] == wanted[i] || (std::isnan(values[i]) && std::isnan(wanted[i])) ||
                            agrees(values[i], wanted[i], c.tolerance);
          CHECK(same, kernel->name, " on ", c.name, ": element ", i, " is ", values[i], ", expected ", wanted[i]);
          if (!same) break;
        }
      }
    }
  }
}

FACET_TEST(kernels, ecloss_with_grad_gives_the_gradient_bits_of_ecloss_grad) {
  ThreadPool pool(2);
  const cpu::IsaLevel machine = cpu::machine_isa_level();
  const auto both = cpu::kernels(Op::ecloss_with_grad, machine), grads = cpu::kernels(Op::ecloss_grad, machine);
  for (const OpCase& c : cases_of(Op::ecloss_with_grad)) {
    for (size_t i = 0; i < both.size(); ++i) {
      CaseRun run(c, DType::f32);
      const Step s = run.step();
      if (!accepts(*both[i], s) || (c.is_large() && (kSanitized || is_reference(*both[i])))) continue;
      REQUIRE(run.run(*both[i], pool) == nullptr);
      std::vector<float> dx(static_cast<size_t>(s.out[2].count()));
      TensorView out = s.out[2];
      out.data = dx.data();
      const TensorView in[] = {s.in[0], s.in[1], s.out[1], s.in[2]};
      const Step grad{Op::ecloss_grad, in, {&out, 1}, s.params};
      const GuardedBuffer scratch(grads[i]->scratch_bytes(grad, pool.size()));
      REQUIRE(grads[i]->run(grad, {pool, scratch.data()}) == nullptr);
      CHECK(std::memcmp(dx.data(), s.out[2].data, dx.size() * sizeof(float)) == 0, both[i]->name, " on ", c.name);
    }
  }
}

// A kernel that multiplies every template, as the GPU's general one does, need not ask for orbits: it gives what it gives
// without.
FACET_TEST(kernels, ecloss_never_computes_from_orbits_that_the_templates_are_not) {
  ThreadPool pool(2);
  for (const Op op : {Op::ecloss, Op::ecloss_grad, Op::ecloss_with_grad}) {
    for (const OpCase& c : cases_of(op)) {
      const auto orbits = static_cast<size_t>(c.params[3].i);
      if (orbits == 0 || c.is_large()) continue;
      const size_t cells = static_cast<size_t>(c.in[1].dims[1]);
      OpCase without_orbits = c;
      without_orbits.params[3].i = 0;
      for (const Kernel* kernel : all_kernels(op)) {
        for (const DType type : {DType::f32, DType::f64}) {
          CaseRun run(c, type);
          if (!accepts(*kernel, run.step())) continue;
          for (const size_t wrong : {cells, 3 * cells - 1, 4 * orbits * cells - 1}) {
            std::vector<double> templates = c.values(1);
            templates[wrong] += 0.25;
            run.set_input(1, templates);
            if (run.run(*kernel, pool) != nullptr) continue;
            CaseRun plain(without_orbits, type);
            plain.set_input(1, templates);
            REQUIRE(plain.run(*kernel, pool) == nullptr);
            CHECK(run.output_bytes() == plain.output_bytes(), kernel->name, " on ", c.name, " takes a wrong value ", wrong);
          }
        }
      }
    }
  }
}

FACET_TEST(kernels, labels_out_of_range_fail) {
  ThreadPool pool(1);
  for (const Op op : {Op::softmax_xent, Op::softmax_xent_grad, Op::one_hot}) {
    const OpCase& c = cases_of(op)[6];
    const size_t input = c.in.size() == 1 ? 0 : 1;
    for (const Kernel* kernel : all_kernels(op)) {
      for (const DType type : {DType::f32, DType::f64}) {
        CaseRun run(c, type);
        if (!accepts(*kernel, run.step())) continue;
        for (const double wrong : {-2.0, static_cast<double>(c.out.back().dims[1]), 2147483647.0, -2147483648.0}) {
          std::vector<double> labels = c.values(input);
          labels.back() = wrong;
          run.set_input(input, labels);
          CHECK(run.run(*kernel, pool) != nullptr, kernel->name, " takes label ", wrong);
        }
      }
    }
  }
}

FACET_TEST(kernels, labels_that_are_no_probability_fail) {
  ThreadPool pool(1);
  for (const Op op : {Op::sigmoid_xent, Op::sigmoid_xent_grad}) {
    const OpCase& c = cases_of(op)[3];
    for (const Kernel* kernel : all_kernels(op)) {
      for (const DType type : {DType::f32, DType::f64}) {
        CaseRun run(c, type);
        if (!accepts(*kernel, run.step())) continue;
        for (const double wrong : {1.001, HUGE_VAL, std::nan("")}) {
          std::vector<double> labels = c.values(1);
          labels.back() = wrong;
          run.set_input(1, labels);
          CHECK(run.run(*kernel, pool) != nullptr, kernel->name, " takes label ", wrong);
        }
      }
    }
  }
}

FACET_TEST(kernels, names_are_unique_and_end_in_the_references) {
  std::set<std::string> names;
  for (uint32_t code = 0; code < kOpCount; ++code) {
    const auto list = cpu::kernels(static_cast<Op>(code), cpu::machine_isa_level());
    REQUIRE(list.size() >= 2);
    for (const Kernel* kernel : list) {
      CHECK(names.insert(kernel->name).second, kernel->name, " is listed twice");
      CHECK(std::string(kernel->name).starts_with(std::string(op_info(static_cast<Op>(code)).name) + "_f"), kernel->name);
    }
    CHECK(is_reference(*list[list.size() - 1]) && is_reference(*list[list.size() - 2]));
  }
}

}  // namespace facet::test
