// Whether two C functions are called alike, although the types they are declared with are not the same.
#pragma once

#include <type_traits>

namespace facet::cuda {

template <class A, class B>
constexpr bool same_argument() {
  constexpr auto number = [](auto* type) {
    using T = std::remove_pointer_t<decltype(type)>;
    return std::is_enum_v<T> || std::is_integral_v<T>;
  };
  if constexpr (std::is_pointer_v<A> && std::is_pointer_v<B>)
    return true;
  else if constexpr (number(static_cast<A*>(nullptr)) && number(static_cast<B*>(nullptr)))
    return sizeof(A) == sizeof(B);
  else
    return std::is_same_v<A, B>;
}

template <class A, class B>
struct SameAbi : std::false_type {};

// Of pointers it is known only that they are pointers: a handle is declared as one to a type of its own on either side.
template <class R, class... A, class S, class... B>
requires(sizeof...(A) == sizeof...(B)) struct SameAbi<R(A...), S(B...)>
    : std::bool_constant<same_argument<R, S>() && (same_argument<A, B>() && ...)> {
};

}  // namespace facet::cuda
