// Doing one thing inside a process's user and mount namespaces, from a child that then ends.
#pragma once

#include <functional>

#include "base/result.h"
#include "kernel/process.h"

namespace ullage::kernel {

// Forks; the child enters the namespaces of `process` and runs `action`, nothing else: no program is started there,
// so nothing that the container provides is executed. Error: denied where the user namespace is not this user's.
Result<> in_namespaces_of(const Process& process, const std::function<Result<>()>& action);

}  // namespace ullage::kernel
