// The set of live handles of one kind. Every call looks its handle up, so that a stale or doubly destroyed handle is an error
// and not a crash, and a handle in use cannot be destroyed under its user.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <unordered_map>

#include "core/status.h"

namespace facet {

// T has `std::atomic<int> users`, the number of calls that work with it now.
template <typename T>
class Handles {
 public:
  explicit Handles(const char* kind) : kind_(kind) {}

  // Keeps the handle alive while a call works with it.
  class Use {
   public:
    explicit Use(T* handle) : handle_(handle) {}
    ~Use() { handle_->users.fetch_sub(1, std::memory_order_release); }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;
    T* operator->() const { return handle_; }
    T& operator*() const { return *handle_; }

   private:
    T* handle_;
  };

  T* add(std::unique_ptr<T> handle) {
    const std::lock_guard<std::mutex> lock(mutex_);
    T* key = handle.get();
    live_.emplace(key, std::move(handle));
    return key;
  }

  Use use(T* handle) {
    const std::lock_guard<std::mutex> lock(mutex_);
    T* found = find(handle);
    found->users.fetch_add(1, std::memory_order_relaxed);
    return Use(found);
  }

  // Takes the handle out, unless a call works with it or `blocked` (a text or null) says why it must stay.
  template <typename F>
  std::unique_ptr<T> take(T* handle, F&& blocked) {
    const std::lock_guard<std::mutex> lock(mutex_);
    T* found = find(handle);
    if (found->users.load(std::memory_order_acquire) > 0) fail(FACET_BUSY, "the ", kind_, " is in use by another call");
    if (const char* reason = blocked(*found)) fail(FACET_BUSY, "the ", kind_, " cannot be destroyed: ", reason);
    auto node = live_.extract(found);
    return std::move(node.mapped());
  }

 private:
  T* find(T* handle) {
    if (handle == nullptr) fail(FACET_INVALID_ARGUMENT, "the ", kind_, " is null");
    const auto at = live_.find(handle);
    if (at == live_.end()) fail(FACET_INVALID_ARGUMENT, "the ", kind_, " does not exist or was destroyed");
    return at->second.get();
  }

  const char* kind_;
  std::mutex mutex_;
  std::unordered_map<T*, std::unique_ptr<T>> live_;
};

}  // namespace facet
