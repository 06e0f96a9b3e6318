// Asking something that may never answer: a file system on a container's path can hang for ever, and nothing can
// interrupt it from outside.
#pragma once

#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <thread>
#include <utility>

namespace ullage::kernel {

inline constexpr std::chrono::milliseconds patience{1500};

// Runs `ask` on a thread of its own; nullopt if it has not answered in time. The thread is then left behind, until
// the process ends: so `ask` must own all it uses.
template <class Ask>
auto within(std::chrono::milliseconds limit, Ask ask) -> std::optional<std::invoke_result_t<Ask>> {
  using Answer = std::invoke_result_t<Ask>;
  auto task = std::make_shared<std::packaged_task<Answer()>>(std::move(ask));
  auto answer = task->get_future();
  std::thread([task] { (*task)(); }).detach();
  if (answer.wait_for(limit) != std::future_status::ready) return std::nullopt;
  return answer.get();
}

}  // namespace ullage::kernel
