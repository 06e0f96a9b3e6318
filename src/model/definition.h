// A container's definition: what somebody said when they made it, beyond what its image and the engine give by default.
// The formats write it down again. All text is as hostile as the container that it came from.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "model/container.h"

namespace ullage::model {

using Words = std::vector<std::string>;
using TextMap = std::map<std::string, std::string>;

struct HealthCheck {
  Words test;  // "NONE"; "CMD", word…; "CMD-SHELL", line; empty: the image's, with what follows
  std::optional<std::chrono::nanoseconds> interval;
  std::optional<std::chrono::nanoseconds> timeout;
  std::optional<std::chrono::nanoseconds> start_period;
  std::optional<std::chrono::nanoseconds> start_interval;  // from API 1.44 on
  std::optional<int> retries;
};

struct PublishedPort {
  std::string container;  // "8308"
  std::string protocol;   // tcp, udp, sctp
  std::string host_ip;    // empty: all addresses
  std::string host;       // "8308", "8000-8010"; empty or "0": any free one
};

enum class MountType { bind, volume, tmpfs, other };

struct Mount {
  MountType type = MountType::bind;
  std::string source;  // a path of the host, or a volume's name; empty: an anonymous volume not yet made, or a tmpfs
  std::string target;  // a path in the container
  bool anonymous = false;  // `source` is a name that the engine made up
  bool read_only = false;
  bool from_flag = false;      // said as --mount and not as -v or --tmpfs: bind sources must exist then
  std::string options;         // as -v or --tmpfs has them, `ro` left out: "z,rshared", "size=64m,mode=1777"
  std::string propagation;     // of a bind mount, from --mount: rslave
  std::string consistency;     // cached, delegated
  bool non_recursive = false;  // of a bind mount
  bool no_copy = false;        // of a volume
  std::string subpath;         // of a volume
  std::string driver;          // of a volume
  TextMap driver_options;
  TextMap labels;
  std::optional<Bytes> size;          // of a tmpfs, from --mount
  std::optional<std::uint32_t> mode;  // of a tmpfs, from --mount
};

bool is_at_shm(const Mount& mount);  // its target is /dev/shm

struct NetworkEndpoint {
  std::string network;  // its name
  Words aliases;        // without the container's short id, which the engine adds by itself
  Words links;          // "name:alias"
  std::string ipv4;     // as asked for, not as handed out
  std::string ipv6;
  Words link_local;
  std::string mac;  // as asked for
  TextMap driver_options;
};

struct DeviceMapping {
  std::string host;
  std::string container;
  std::string permissions;  // rwm
};

struct DeviceRequest {  // --gpus
  std::string driver;
  int count = 0;  // -1: all
  Words ids;
  std::vector<Words> capabilities;  // [["gpu"]]
  TextMap options;
};

struct DeviceRate {
  std::string device;
  std::uint64_t rate = 0;
};

struct Ulimit {
  std::string name;
  std::int64_t soft = 0;
  std::int64_t hard = 0;
};

struct RestartPolicy {
  std::string name;  // empty or "no", always, unless-stopped, on-failure
  int most_retries = 0;
};

struct BlockIo {
  std::uint64_t weight = 0;
  std::vector<DeviceRate> weights, read_bps, write_bps, read_iops, write_iops;
};

// 0 and empty: not said.
struct Resources {
  std::optional<Bytes> shm_size;  // absent: the engine's default
  Bytes memory, memory_reservation, kernel_memory;
  std::int64_t memory_swap = 0;  // bytes; -1: without limit
  std::optional<int> swappiness;
  std::int64_t nano_cpus = 0;  // --cpus 1.5 is 1 500 000 000
  std::int64_t cpu_shares = 0, cpu_period = 0, cpu_quota = 0, cpu_rt_period = 0, cpu_rt_runtime = 0;  // µs, the last 4
  std::string cpuset_cpus, cpuset_mems;
  BlockIo block_io;
  std::int64_t pids_limit = 0;  // -1: without limit
  bool oom_kill_disable = false;
  int oom_score_adj = 0;
  std::vector<Ulimit> ulimits;
};

struct Security {
  bool privileged = false;
  bool read_only_root = false;
  Words cap_add, cap_drop, security_opt, group_add;
  std::vector<DeviceMapping> devices;
  Words device_cgroup_rules;
  std::vector<DeviceRequest> device_requests;
  std::optional<Words> masked_paths, read_only_paths;  // only where they are not the engine's own
};

// As --ipc and the like take them: empty for the default, else host, private, shareable, container:NAME.
struct Namespaces {
  std::string ipc, pid, uts, user, cgroup;
};

struct Networking {
  std::string mode;  // empty: the engine's default; host, none, container:NAME, or the first network's name
  std::vector<NetworkEndpoint> endpoints;  // the one that `mode` names first
  std::vector<PublishedPort> ports;
  bool publish_all = false;
  Words expose;  // "80/tcp", beyond the image's and the published ones
  std::string hostname, domainname, mac;
  Words dns, dns_search, dns_options, extra_hosts;
  Words links;  // legacy: "name:alias"
};

struct Process {
  std::optional<Words> entrypoint;  // absent: the image's; empty: none, as `--entrypoint ""` says
  std::optional<Words> command;     // absent: the image's
  std::string user, working_dir;    // empty: the image's
  Words env;                        // "NAME=value"; "NAME" alone removes an image's
  bool tty = false, stdin_open = false, attach_stdin = false;
  std::optional<bool> init;
  std::string stop_signal;
  std::optional<std::chrono::seconds> stop_timeout;
  std::optional<HealthCheck> health;
};

struct Logging {
  std::string driver;  // empty: the engine's default
  TextMap options;
};

struct Definition {
  EngineKind engine = EngineKind::docker;
  std::string name;
  std::string image;     // as the user wrote it
  std::string image_id;  // that it runs: the reference may mean another one by now
  Owner owner;
  Process process;
  TextMap labels;       // beyond the image's
  TextMap annotations;  // from API 1.43 on, and Podman's
  Networking networking;
  std::vector<Mount> mounts;  // all sorts: -v, --mount, --tmpfs
  Words volumes_from;         // "name:ro"
  std::string volume_driver;
  Namespaces namespaces;
  Resources resources;
  Security security;
  RestartPolicy restart;
  bool auto_remove = false;
  Logging logging;
  std::string runtime;  // empty: the engine's default
  std::string cgroup_parent;
  std::string isolation, platform;
  TextMap sysctls, storage_options;
  // What the image itself has, for formats that can't leave it unsaid.
  std::optional<HealthCheck> image_health;
  Words image_ports;  // "8308/tcp"
  Words notes;        // what could not be read, or is not known: one line each
};

}  // namespace ullage::model
