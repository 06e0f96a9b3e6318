// Result<T>: a value, or an Error that a user can act on.
// An Error is two sentences (what happened, what to do) and a kind; the kind alone decides the exit code.
#pragma once

#include <string>
#include <system_error>
#include <tl/expected.hpp>
#include <utility>

namespace ullage {

// The kind decides the exit code, which is a contract with users: see exit_code().
enum class ErrorKind {
  failed,        // the system refused something that should have worked
  check_failed,  // a check that the user asked for did not hold
  usage,         // the words of the command are off
  not_found,     // no such container, process or mount
  denied,        // a privilege is missing
  refused,       // it would lose or endanger something
  rolled_back,   // it failed half-way and was undone
  unreachable,   // the engine does not answer
};

struct [[nodiscard]] Error {
  ErrorKind kind = ErrorKind::failed;
  std::error_code code;  // what the kernel said, when it was the kernel
  std::string what;      // one sentence, without a full stop
  std::string remedy;    // what to do; may be empty only where nothing can be done
};

template <class T = void>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
};

inline tl::unexpected<Error> fail(ErrorKind kind, std::string what, std::string remedy = {}) {
  return tl::unexpected<Error>(Error{kind, {}, std::move(what), std::move(remedy)});
}

// The one place where errno becomes a kind. `doing` completes "can't …".
tl::unexpected<Error> fail_errno(int err, std::string doing, std::string remedy = {});

// The process's exit status for an error: 1 to 7, as documented.
int exit_code(ErrorKind kind);

}  // namespace ullage
