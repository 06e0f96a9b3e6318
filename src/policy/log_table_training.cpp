// What training and serving say: PyTorch, Paddle, NCCL, Open MPI, Ray, Triton, vLLM, and Python below them.
// A `<` may be written as \u003c and a `"` as \": an engine's own log files are JSON.
#include <array>

#include "policy/log_table.h"

namespace ullage::policy {

namespace {

using enum LogMeaning;

constexpr auto table = std::to_array<Signature>({
    {"PyTorch", R"(Unexpected bus error encountered in worker\. This might be caused by insufficient shared memory)",
     too_small, "https://github.com/open-mmlab/mmsegmentation/issues/1356"},
    {"PyTorch", R"(DataLoader workers? \(pid(?:\(s\))? [\d, ]+\) is killed by signal: Bus error)", too_small,
     "https://github.com/pytorch/pytorch/issues/5040"},
    {"PyTorch", R"(DataLoader workers? \(pid(?:\(s\))? [\d, ]+\) is killed by signal: Killed)", memory_limit,
     "https://github.com/pytorch/pytorch/issues/8976"},
    {"PyTorch", R"(DataLoader workers? \(pid(?:\(s\))? [\d, ]+\) exited unexpectedly)", died,
     "https://github.com/THU-DA-6D-Pose-Group/GDR-Net/issues/16"},
    {"PyTorch",
     R"(unable to (?:allocate shared memory\(shm\) for|write to|resize) file (?:<|\\u003c)/torch_\w+(?:>|\\u003e).*No space left on device)",
     too_small, "https://github.com/pytorch/pytorch/blob/main/aten/src/ATen/MapAllocator.cpp"},
    {"PyTorch",
     R"(unable to (?:allocate shared memory\(shm\) for|write to|resize) file (?:<|\\u003c)/torch_\w+(?:>|\\u003e).*No space left on device)",
     feeder_died, "https://github.com/pytorch/pytorch/blob/main/torch/multiprocessing/reductions.py",
     R"(\._share_fd_cpu_\(|\._share_filename_cpu_\(|in reduce_storage)"},
    {"PyTorch", R"(unable to mmap (\d+) bytes from file (?:<|\\u003c)/torch_\w+(?:>|\\u003e): Cannot allocate memory)",
     memory_limit, "https://github.com/pytorch/pytorch/blob/main/aten/src/ATen/MapAllocator.cpp"},
    {"PyTorch",
     R"(unable to open shared memory object (?:<|\\u003c)/torch_\w+(?:>|\\u003e) in read-write mode: Too many open files)",
     descriptors, "https://github.com/pytorch/pytorch/blob/main/aten/src/ATen/MapAllocator.cpp"},
    {"PyTorch",
     R"(unable to open shared memory object (?:<|\\u003c)/torch_\w+(?:>|\\u003e) in read-write mode: No such file)",
     removed, "https://github.com/pytorch/pytorch/blob/main/aten/src/ATen/MapAllocator.cpp"},
    {"PyTorch",
     R"(unable to open shared memory object (?:<|\\u003c)/torch_\w+(?:>|\\u003e) in read-write mode: Permission denied)",
     permission, "https://github.com/pytorch/pytorch/blob/main/aten/src/ATen/MapAllocator.cpp"},
    {"PyTorch", R"(received 0 items of ancdata)", descriptors, "https://github.com/pytorch/pytorch/issues/973"},
    {"Python", R"(OSError: \[Errno 24\] Too many open files)", descriptors,
     "https://github.com/python/cpython/blob/main/Lib/multiprocessing/reduction.py"},
    {"Python", R"(OSError: \[Errno 28\] No space left on device)", too_small,
     "https://github.com/python/cpython/blob/main/Lib/multiprocessing/synchronize.py",
     R"(_multiprocessing\.SemLock\(|_posixshmem\.shm_open\()"},
    {"Python", R"(PermissionError: \[Errno 13\] Permission denied)", permission,
     "https://github.com/python/cpython/blob/main/Lib/multiprocessing/synchronize.py",
     R"(_multiprocessing\.SemLock\(|_posixshmem\.shm_open\()"},
    {"Python", R"(FileNotFoundError: \[Errno 2\] No such file or directory: '/(?:psm|wnsm|mp-)\w*')", removed,
     "https://github.com/python/cpython/blob/main/Lib/multiprocessing/shared_memory.py"},
    {"Python", R"(resource_tracker: There appear to be (\d+) leaked (?:shared_memory|semaphore) objects)", tracker,
     "https://github.com/python/cpython/blob/main/Lib/multiprocessing/resource_tracker.py"},
    {"joblib", R"(/dev/shm/joblib_memm.*No space left on device|No space left on device.*/dev/shm/joblib_memm)",
     too_small, "https://github.com/joblib/joblib/blob/master/joblib/_memmapping_reducer.py"},
    {"joblib", R"(Failed to (?:clean|delete) temporary folder: /dev/shm/joblib_memm)", leftovers,
     "https://github.com/joblib/joblib/blob/master/joblib/_memmapping_reducer.py"},

    {"PaddlePaddle", R"(Unexpected BUS error encountered in DataLoader worker)", too_small,
     "https://github.com/PaddlePaddle/PaddleOCR/issues/9391"},
    {"PaddlePaddle", R"(Shared storage space needs to be greater than)", too_small,
     "https://github.com/PaddlePaddle/Paddle/blob/develop/python/paddle/io/dataloader/dataloader_iter.py"},

    {"NCCL", R"(failed to extend /dev/shm/nccl-\w+ to (\d+) bytes)", too_small,
     "https://github.com/pytorch/ci-infra/pull/490"},
    {"NCCL", R"(NCCL WARN Call to posix_fallocate failed)", too_small, "https://github.com/NVIDIA/nccl/issues/525"},
    {"NCCL", R"(NCCL WARN .*shared memory segment /dev/shm/nccl-.*No such file or directory)", removed,
     "https://github.com/vllm-project/vllm/issues/18831"},
    {"NCCL", R"(NCCL WARN .*shared memory segment.*[Ii]nvalid argument)", bad_request,
     "https://github.com/NVIDIA/nccl/issues/1518"},

    {"Open MPI", R"(Unable to allocate shared memory for intra-node messaging)", leftovers,
     "https://github.com/open-mpi/ompi/issues/6727"},
    {"Ray", R"(object store is using /tmp instead of /dev/shm because /dev/shm has only (\d+) bytes)", small_at_start,
     "https://github.com/ray-project/ray/issues/13619"},
    {"Ray", R"(configured object store size \(([\d.]+) GB\) exceeds /dev/shm size \(([\d.]+) GB\))", small_at_start,
     "https://github.com/ray-project/ray/issues/16308"},
    {"Triton", R"(Failed to increase the shared memory pool size for key .* to (\d+) bytes.*No space left on device)",
     too_small, "https://github.com/triton-inference-server/server/issues/5681"},
    {"Triton",
     R"(Unable to initialize shared memory key .* to requested size \((\d+) bytes\).*No space left on device)",
     too_small, "https://github.com/triton-inference-server/server/issues/6195"},
    {"Triton", R"(Unable to initialize shared memory key .* to requested size \(\d+ bytes\).*File exists)", leftovers,
     "https://github.com/triton-inference-server/server/issues/3036"},
    {"vLLM", R"(No available shared memory broadcast block found)", stalled,
     "https://github.com/vllm-project/vllm/issues/15591"},
});

}  // namespace

std::span<const Signature> training_signatures() { return table; }

}  // namespace ullage::policy
