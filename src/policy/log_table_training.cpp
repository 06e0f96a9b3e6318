// What training and serving say: PyTorch, Paddle, NCCL, MPI, Ray, Triton, vLLM, and Python below them.
// A `<` may be written as \u003c and a `"` as \": an engine's own log files are JSON.
#include <array>

#include "policy/log_table.h"

namespace ullage::policy {

namespace {

using enum LogMeaning;

constexpr std::string_view allocator = "https://github.com/pytorch/pytorch/blob/main/aten/src/ATen/MapAllocator.cpp";
constexpr std::string_view python_opens = R"(_multiprocessing\.SemLock\(|_posixshmem\.shm_open\()";
constexpr std::string_view mpi_starts = R"(A system call failed during shared memory initialization)";

constexpr auto table = std::to_array<Signature>({
    {"PyTorch",
     R"(ERROR: Unexpected bus error encountered in worker\. .*insufficient shared memory \(shm\)\.(?:[\x00\s]*$|\\n|\\u0000))",
     too_small, "https://github.com/open-mmlab/mmsegmentation/issues/1356"},
    {"PyTorch", R"(DataLoader worker \(pid(?:\(s\))? \d[\d, ]*\) is killed by signal: Bus error)", too_small,
     "https://github.com/pytorch/pytorch/issues/5040"},
    {"PyTorch", R"(DataLoader worker \(pid(?:\(s\))? \d[\d, ]*\) is killed by signal: Killed)", memory_limit,
     "https://github.com/pytorch/pytorch/issues/8976"},
    {"PyTorch", R"(DataLoader worker \(pid\(s\) \d[\d, ]*\) exited unexpectedly)", died,
     "https://github.com/THU-DA-6D-Pose-Group/GDR-Net/issues/16"},
    // The reason that this one gives is often another's: posix_fallocate does not set errno.
    {"PyTorch", R"(unable to allocate shared memory\(shm\) for file (?:<|\\u003c)/torch_\d)", too_small, allocator},
    {"PyTorch",
     R"(unable to write to file (?:<|\\u003c)/torch_\d\w*(?:>|\\u003e)(?: at /|: No space left on device|\s*$))",
     too_small, "https://github.com/idiap/ESLAM/issues/20"},
    {"PyTorch",
     R"(unable to (?:write to|resize|allocate shared memory\(shm\) for) file (?:<|\\u003c)/torch_\d\w*(?:>|\\u003e))",
     feeder_died, "https://github.com/python/cpython/blob/main/Lib/multiprocessing/queues.py",
     R"(in _feed$|obj = _ForkingPickler\.dumps\(obj\))"},
    {"PyTorch", R"(unable to mmap \d+ bytes from file (?:<|\\u003c)/torch_\d.*Cannot allocate memory)", mappings,
     "https://github.com/kohya-ss/sd-scripts/issues/1790"},
    {"PyTorch",
     R"(unable to open shared memory object (?:<|\\u003c)/torch_\d.* in read-write mode(?:: Too many open files| at /|\s*$))",
     descriptors, "https://github.com/ML-GSAI/SMDM/issues/3"},
    {"PyTorch", R"(Too many open files\. Communication with the workers is no longer possible)", descriptors,
     "https://github.com/pytorch/pytorch/pull/34768"},
    {"PyTorch", R"(received 0 items of ancdata)", descriptors, "https://github.com/pytorch/pytorch/issues/973"},

    {"Python", R"(\[Errno 24\] Too many open files)", descriptors,
     "https://github.com/facebookresearch/maskrcnn-benchmark/issues/158"},
    {"Python", R"(\[Errno 28\] No space left on device)", too_small, "https://github.com/python/cpython/issues/93253",
     python_opens},
    {"Python", R"(\[Errno 13\] Permission denied)", permission, "https://github.com/celery/billiard/issues/288",
     python_opens},
    {"Python", R"(\[Errno 17\] File exists: '/)", leftovers, "https://github.com/brickbots/PiFinder/pull/465",
     python_opens},
    {"Python", R"(\[Errno 2\] No such file or directory: '/)", removed,
     "https://github.com/python/cpython/issues/116849", python_opens},
    {"Python", R"(resource_tracker: There appear to be (\d+) leaked (?:shared_memory|semaphore|semlock) objects)",
     tracker, "https://github.com/luizalabs/shared-memory-dict/issues/55"},
    {"Python", R"(Fatal Python error: Bus error)", died, "https://github.com/rwth-i6/returnn/issues/1648"},
    {"joblib", R"(\[Errno 28\] No space left on device\.  joblib will operate in serial mode)", too_small,
     "https://github.com/SigProfilerSuite/SigProfilerExtractor/issues/95"},
    {"joblib",
     R"(resource_tracker: (?:There appear to be (\d+) leaked folder objects|/dev/shm/joblib_memmapp?ing_\S+: FileNotFoundError))",
     leftovers, "https://github.com/joblib/joblib/blob/master/joblib/externals/loky/backend/resource_tracker.py"},

    {"PaddlePaddle", R"(Unexpected BUS error encountered in DataLoader worker)", too_small,
     "https://github.com/PaddlePaddle/PaddleOCR/issues/9391"},
    {"PaddlePaddle", R"(Shared storage space needs to be greater than \(DataLoader)", too_small,
     "https://github.com/PaddlePaddle/Paddle/blob/develop/paddle/fluid/imperative/data_loader.cc"},

    {"NCCL", R"(failed to extend /dev/shm/nccl-\w+ to (\d+) bytes)", too_small,
     "https://github.com/pytorch/ci-infra/pull/490"},
    {"NCCL", R"(NCCL WARN Call to posix_fallocate failed : No space left on device)", too_small,
     "https://github.com/NVIDIA/nccl/issues/525"},
    {"NCCL", R"(creating shared memory segment \S+ \(size (\d+)\), error: No space left on device)", too_small,
     "https://github.com/ai-dynamo/dynamo/issues/1408"},
    // All that is seen without NCCL_DEBUG. A failure of CUDA is told of in another way.
    {"NCCL", R"(Error while creating shared memory segment /dev/shm/nccl-\S+ \(size (\d+)\)[`']?\s*$)", too_small,
     "https://github.com/vllm-project/production-stack/issues/276", R"(^ncclSystemError: System call)"},
    {"NCCL", R"(creating shared memory segment \S+ \(size \d+\))", bad_request,
     "https://github.com/NVIDIA/nccl/issues/1518", R"(NCCL WARN Cuda failure 'invalid argument')"},
    {"NCCL", R"(creating shared memory segment .*, error: [Ii]nvalid argument)", bad_request,
     "https://github.com/NVIDIA/nccl/blob/master/src/misc/shmutils.cc"},
    {"NCCL", R"(shared memory segment /dev/shm/nccl-.*error: No such file or directory)", removed,
     "https://github.com/vllm-project/vllm/issues/18831"},

    {"Open MPI", R"(Unable to allocate shared memory for intra-node messaging)", leftovers,
     "https://github.com/open-mpi/ompi/issues/6727"},
    {"Open MPI", R"(System call: \w+\(2\) \S*/(?:vader_segment|sm_segment|osc_rdma|osc_sm)\.)", leftovers,
     "https://github.com/open-mpi/ompi/issues/7393", mpi_starts},
    {"Open MPI", R"(Error: +Permission denied \(errno 13\))", permission,
     "https://github.com/open-mpi/ompi/issues/7308", mpi_starts},
    {"MPI",
     R"(Signal code: Non-existant physical address|Caught (?:SIGBUS at|signal 7 \(Bus error).*nonexistent physical)",
     died, "https://github.com/pmodels/mpich/issues/7530"},
    {"UCX", R"(Not enough memory to write total of (\d+) bytes\. Please check that /dev/shm)", too_small,
     "https://github.com/NVIDIA/cudf/issues/22233"},
    {"PSM2", R"(remote shared memory object in shm_open: No such file or directory)", removed,
     "https://github.com/cornelisnetworks/opa-psm2/issues/48"},

    {"Ray", R"(object store is using /tmp instead of /dev/shm because /dev/shm has only (\d+) bytes)", small_at_start,
     "https://github.com/ray-project/ray/issues/13619"},
    {"Ray", R"(configured object store size \(([\d.]+) GB\) exceeds /dev/shm size \(([\d.]+) GB\))", small_at_start,
     "https://github.com/ray-project/ray/issues/16308"},
    {"Ray", R"(request exceeds memory available in /dev/shm\. +The request is for (\d+) bytes)", small_at_start,
     "https://github.com/gpustack/gpustack/issues/5014"},
    {"Triton", R"(Failed to increase the shared memory pool size for key .* to (\d+) bytes.*No space left on device)",
     too_small, "https://github.com/triton-inference-server/server/issues/5681"},
    {"Triton", R"(initialize shared memory key .* to requested size \((\d+) bytes\).*No space left on device)",
     too_small, "https://github.com/triton-inference-server/server/issues/6195"},
    {"Triton", R"(initialize shared memory key .* to requested size \(\d+ bytes\).*File exists)", leftovers,
     "https://github.com/triton-inference-server/server/issues/3036"},
    {"vLLM", R"(No available shared memory broadcast block found)", stalled,
     "https://github.com/vllm-project/vllm/issues/27313"},
    {"NVIDIA image", R"(SHMEM allocation limit is set to the default of 64MB)", small_at_start,
     "https://docs.nvidia.com/deeplearning/frameworks/user-guide/index.html"},
});

}  // namespace

std::span<const Signature> training_signatures() { return table; }

}  // namespace ullage::policy
