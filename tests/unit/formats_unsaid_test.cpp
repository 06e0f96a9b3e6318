// Nothing of a definition is dropped in silence: each field is seen in the text, as itself or as what is left out.
#include <gtest/gtest.h>

#include <functional>

#include "formats/compose.h"
#include "formats/flags.h"
#include "formats/kube.h"
#include "formats/stack.h"
#include "formats_definitions.h"

namespace ullage::formats {
namespace {

using model::Definition;
using model::MountType;
using std::chrono::seconds;

struct Change {
  const char* name;
  std::function<void(Definition&)> make;
};

Definition plain() {
  Definition d = named("web");
  d.process.health = model::HealthCheck{{"CMD", "true"}, {}, {}, {}, {}, {}};
  d.networking.mode = "front";
  d.networking.endpoints.resize(1);
  d.networking.endpoints[0].network = "front";
  d.networking.ports = {{"80", "tcp", "", "8080"}};
  d.mounts = {mount_of(MountType::bind, "/src", "/bind"), mount_of(MountType::volume, "data", "/data"),
              mount_of(MountType::tmpfs, "", "/tmpfs"), mount_of(MountType::bind, "/src", "/v")};
  for (auto i : {0, 1, 2}) d.mounts[i].from_flag = true;
  d.security.device_requests = {{"", 1, {}, {{"gpu"}}, {}}};
  return d;
}

// Not here: what tells who it is (engine, owner, image_id), what the image has, and what belongs to a volume that is
// there already (driver, options, labels).
const Change changes[]{
    {"name", [](auto& d) { d.name = "other"; }},
    {"image", [](auto& d) { d.image = "other:1"; }},
    {"entrypoint", [](auto& d) { d.process.entrypoint = {"x"}; }},
    {"no entrypoint", [](auto& d) { d.process.entrypoint.emplace(); }},
    {"command", [](auto& d) { d.process.command = {"x"}; }},
    {"user", [](auto& d) { d.process.user = "1:2"; }},
    {"user's name", [](auto& d) { d.process.user = "web"; }},
    {"working_dir", [](auto& d) { d.process.working_dir = "/w"; }},
    {"env", [](auto& d) { d.process.env = {"A=1"}; }},
    {"env taken away", [](auto& d) { d.process.env = {"A"}; }},
    {"env twice",
     [](auto& d) {
       d.process.env = {"A=1", "A=2"};
     }},
    {"tty", [](auto& d) { d.process.tty = true; }},
    {"stdin_open", [](auto& d) { d.process.stdin_open = true; }},
    {"attach_stdin", [](auto& d) { d.process.attach_stdin = true; }},
    {"init", [](auto& d) { d.process.init = true; }},
    {"stop_signal", [](auto& d) { d.process.stop_signal = "SIGINT"; }},
    {"stop_timeout", [](auto& d) { d.process.stop_timeout = seconds(5); }},
    {"endless stop_timeout", [](auto& d) { d.process.stop_timeout = seconds(-1); }},
    {"health test",
     [](auto& d) {
       d.process.health->test = {"CMD-SHELL", "false"};
     }},
    {"no health test", [](auto& d) { d.process.health->test = {"NONE"}; }},
    {"health interval", [](auto& d) { d.process.health->interval = seconds(7); }},
    {"health timeout", [](auto& d) { d.process.health->timeout = seconds(7); }},
    {"health start_period", [](auto& d) { d.process.health->start_period = seconds(7); }},
    {"health start_interval", [](auto& d) { d.process.health->start_interval = seconds(7); }},
    {"health retries", [](auto& d) { d.process.health->retries = 7; }},
    {"labels", [](auto& d) { d.labels["a"] = "b"; }},
    {"odd label", [](auto& d) { d.labels["a b"] = "c"; }},
    {"annotations", [](auto& d) { d.annotations["a"] = "b"; }},
    {"network mode", [](auto& d) { d.networking.mode = "host"; }},
    {"no network", [](auto& d) { d.networking.mode = "none"; }},
    {"network of another", [](auto& d) { d.networking.mode = "container:x"; }},
    {"another network",
     [](auto& d) {
       d.networking.endpoints.push_back({"back", {}, {}, {}, {}, {}, {}, {}});
     }},
    {"aliases", [](auto& d) { d.networking.endpoints[0].aliases = {"w"}; }},
    {"network links", [](auto& d) { d.networking.endpoints[0].links = {"db:db"}; }},
    {"ipv4", [](auto& d) { d.networking.endpoints[0].ipv4 = "10.0.0.9"; }},
    {"ipv6", [](auto& d) { d.networking.endpoints[0].ipv6 = "fd00::9"; }},
    {"link_local", [](auto& d) { d.networking.endpoints[0].link_local = {"169.254.1.1"}; }},
    {"network's mac", [](auto& d) { d.networking.endpoints[0].mac = "02:00:00:00:00:01"; }},
    {"network's options", [](auto& d) { d.networking.endpoints[0].driver_options["a"] = "b"; }},
    {"host ip", [](auto& d) { d.networking.ports[0].host_ip = "127.0.0.1"; }},
    {"host port", [](auto& d) { d.networking.ports[0].host = "9090"; }},
    {"host ports", [](auto& d) { d.networking.ports[0].host = "9090-9099"; }},
    {"protocol", [](auto& d) { d.networking.ports[0].protocol = "udp"; }},
    {"second host port",
     [](auto& d) {
       d.networking.ports.push_back({"80", "tcp", "", "8081"});
     }},
    {"publish_all",
     [](auto& d) {
       d.networking.publish_all = true;
       d.image_ports = {"81/tcp"};
     }},
    {"expose", [](auto& d) { d.networking.expose = {"99/tcp"}; }},
    {"hostname", [](auto& d) { d.networking.hostname = "h"; }},
    {"odd hostname", [](auto& d) { d.networking.hostname = "H_1.x"; }},
    {"domainname", [](auto& d) { d.networking.domainname = "example.org"; }},
    {"mac", [](auto& d) { d.networking.mac = "02:00:00:00:00:01"; }},
    {"dns", [](auto& d) { d.networking.dns = {"1.1.1.1"}; }},
    {"dns_search", [](auto& d) { d.networking.dns_search = {"x"}; }},
    {"dns_options", [](auto& d) { d.networking.dns_options = {"ndots:2"}; }},
    {"extra_hosts", [](auto& d) { d.networking.extra_hosts = {"db:10.0.0.1"}; }},
    {"host-gateway", [](auto& d) { d.networking.extra_hosts = {"up:host-gateway"}; }},
    {"links", [](auto& d) { d.networking.links = {"db:db"}; }},
    {"mount type", [](auto& d) { d.mounts[0].type = MountType::other; }},
    {"mount source", [](auto& d) { d.mounts[0].source = "/elsewhere"; }},
    {"mount target", [](auto& d) { d.mounts[0].target = "/elsewhere"; }},
    {"target with a colon", [](auto& d) { d.mounts[0].target = "/a:b"; }},
    {"no source", [](auto& d) { d.mounts[1].source.clear(); }},
    {"read_only", [](auto& d) { d.mounts[0].read_only = true; }},
    {"read_only tmpfs", [](auto& d) { d.mounts[2].read_only = true; }},
    {"options", [](auto& d) { d.mounts[3].options = "z"; }},
    {"propagation in options", [](auto& d) { d.mounts[3].options = "rslave"; }},
    {"tmpfs options",
     [](auto& d) {
       d.mounts[2].from_flag = false;
       d.mounts[2].options = "exec";
     }},
    {"tmpfs size in options",
     [](auto& d) {
       d.mounts[2].from_flag = false;
       d.mounts[2].options = "size=4m";
     }},
    {"propagation", [](auto& d) { d.mounts[0].propagation = "rslave"; }},
    {"consistency", [](auto& d) { d.mounts[0].consistency = "cached"; }},
    {"non_recursive", [](auto& d) { d.mounts[0].non_recursive = true; }},
    {"no_copy", [](auto& d) { d.mounts[1].no_copy = true; }},
    {"subpath", [](auto& d) { d.mounts[1].subpath = "x"; }},
    {"tmpfs size", [](auto& d) { d.mounts[2].size = MiB(3); }},
    {"tmpfs mode", [](auto& d) { d.mounts[2].mode = 0700; }},
    {"volumes_from", [](auto& d) { d.volumes_from = {"x:ro"}; }},
    {"volume_driver", [](auto& d) { d.volume_driver = "x"; }},
    {"ipc", [](auto& d) { d.namespaces.ipc = "host"; }},
    {"ipc of another", [](auto& d) { d.namespaces.ipc = "container:x"; }},
    {"ipc for others", [](auto& d) { d.namespaces.ipc = "shareable"; }},
    {"pid", [](auto& d) { d.namespaces.pid = "host"; }},
    {"pid of another", [](auto& d) { d.namespaces.pid = "container:x"; }},
    {"uts", [](auto& d) { d.namespaces.uts = "host"; }},
    {"user namespace", [](auto& d) { d.namespaces.user = "keep-id"; }},
    {"cgroup namespace", [](auto& d) { d.namespaces.cgroup = "private"; }},
    {"shm_size", [](auto& d) { d.resources.shm_size = GiB(2); }},
    {"memory", [](auto& d) { d.resources.memory = GiB(4); }},
    {"memory_reservation", [](auto& d) { d.resources.memory_reservation = GiB(1); }},
    {"kernel_memory", [](auto& d) { d.resources.kernel_memory = GiB(1); }},
    {"memory_swap", [](auto& d) { d.resources.memory_swap = -1; }},
    {"swappiness", [](auto& d) { d.resources.swappiness = 0; }},
    {"nano_cpus", [](auto& d) { d.resources.nano_cpus = 1'500'000'000; }},
    {"cpu_shares", [](auto& d) { d.resources.cpu_shares = 512; }},
    {"more cpu_shares than cpus",
     [](auto& d) {
       d.resources.cpu_shares = 4096;
       d.resources.nano_cpus = 1'000'000;
     }},
    {"cpu_period", [](auto& d) { d.resources.cpu_period = 50000; }},
    {"cpu_quota", [](auto& d) { d.resources.cpu_quota = 25000; }},
    {"cpu_rt_period", [](auto& d) { d.resources.cpu_rt_period = 1000; }},
    {"cpu_rt_runtime", [](auto& d) { d.resources.cpu_rt_runtime = 1000; }},
    {"cpuset_cpus", [](auto& d) { d.resources.cpuset_cpus = "0"; }},
    {"cpuset_mems", [](auto& d) { d.resources.cpuset_mems = "0"; }},
    {"block weight", [](auto& d) { d.resources.block_io.weight = 10; }},
    {"block weights",
     [](auto& d) {
       d.resources.block_io.weights = {{"/dev/sda", 10}};
     }},
    {"read_bps",
     [](auto& d) {
       d.resources.block_io.read_bps = {{"/dev/sda", 10}};
     }},
    {"write_bps",
     [](auto& d) {
       d.resources.block_io.write_bps = {{"/dev/sda", 10}};
     }},
    {"read_iops",
     [](auto& d) {
       d.resources.block_io.read_iops = {{"/dev/sda", 10}};
     }},
    {"write_iops",
     [](auto& d) {
       d.resources.block_io.write_iops = {{"/dev/sda", 10}};
     }},
    {"pids_limit", [](auto& d) { d.resources.pids_limit = 10; }},
    {"oom_kill_disable", [](auto& d) { d.resources.oom_kill_disable = true; }},
    {"oom_score_adj", [](auto& d) { d.resources.oom_score_adj = 10; }},
    {"ulimits",
     [](auto& d) {
       d.resources.ulimits = {{"nofile", 1, 2}};
     }},
    {"privileged", [](auto& d) { d.security.privileged = true; }},
    {"read_only_root", [](auto& d) { d.security.read_only_root = true; }},
    {"cap_add", [](auto& d) { d.security.cap_add = {"SYS_ADMIN"}; }},
    {"cap_drop", [](auto& d) { d.security.cap_drop = {"ALL"}; }},
    {"no-new-privileges", [](auto& d) { d.security.security_opt = {"no-new-privileges"}; }},
    {"seccomp off", [](auto& d) { d.security.security_opt = {"seccomp=unconfined"}; }},
    {"seccomp as text", [](auto& d) { d.security.security_opt = {"seccomp={\"a\":1}"}; }},
    {"SELinux type", [](auto& d) { d.security.security_opt = {"label=type:x"}; }},
    {"SELinux off", [](auto& d) { d.security.security_opt = {"label=disable"}; }},
    {"apparmor", [](auto& d) { d.security.security_opt = {"apparmor=unconfined"}; }},
    {"group_add", [](auto& d) { d.security.group_add = {"10"}; }},
    {"group's name", [](auto& d) { d.security.group_add = {"audio"}; }},
    {"devices",
     [](auto& d) {
       d.security.devices = {{"/dev/fuse", "/dev/fuse", "rwm"}};
     }},
    {"device_cgroup_rules", [](auto& d) { d.security.device_cgroup_rules = {"c 1:3 mr"}; }},
    {"GPUs", [](auto& d) { d.security.device_requests[0].count = 2; }},
    {"all GPUs", [](auto& d) { d.security.device_requests[0].count = -1; }},
    {"GPU driver", [](auto& d) { d.security.device_requests[0].driver = "amd"; }},
    {"GPU ids", [](auto& d) { d.security.device_requests[0].ids = {"3"}; }},
    {"GPU capabilities",
     [](auto& d) {
       d.security.device_requests[0].capabilities = {{"gpu", "video"}};
     }},
    {"GPU choice",
     [](auto& d) {
       d.security.device_requests[0].capabilities = {{"gpu"}, {"video"}};
     }},
    {"GPU options", [](auto& d) { d.security.device_requests[0].options["a"] = "b"; }},
    {"masked_paths", [](auto& d) { d.security.masked_paths.emplace(); }},
    {"read_only_paths", [](auto& d) { d.security.read_only_paths.emplace(); }},
    {"restart", [](auto& d) { d.restart.name = "always"; }},
    {"restart on failure",
     [](auto& d) {
       d.restart = {"on-failure", 3};
     }},
    {"auto_remove", [](auto& d) { d.auto_remove = true; }},
    {"log driver", [](auto& d) { d.logging.driver = "json-file"; }},
    {"log options", [](auto& d) { d.logging.options["max-size"] = "1m"; }},
    {"runtime", [](auto& d) { d.runtime = "nvidia"; }},
    {"cgroup_parent", [](auto& d) { d.cgroup_parent = "/x"; }},
    {"isolation", [](auto& d) { d.isolation = "hyperv"; }},
    {"platform", [](auto& d) { d.platform = "linux/arm64"; }},
    {"sysctls", [](auto& d) { d.sysctls["a"] = "1"; }},
    {"storage_options", [](auto& d) { d.storage_options["size"] = "1g"; }},
};

using Render = Rendered (*)(const std::vector<Definition>&);

class Unspoken : public testing::TestWithParam<std::pair<const char*, Render>> {};

TEST_P(Unspoken, NoFieldIsDroppedInSilence) {
  const Render render = GetParam().second;
  const std::string before = render({plain()}).text;
  for (const auto& [name, make] : changes) {
    Definition changed = plain();
    make(changed);
    EXPECT_TRUE(render({changed}).text != before) << name << " in " << GetParam().first;
  }
}

TEST_P(Unspoken, WhatIsLeftOutStandsOnTopOfTheText) {
  Definition d = plain();
  d.storage_options["size"] = "1g";
  d.namespaces.cgroup = "private\nservices: {}";
  const Rendered rendered = GetParam().second({d});
  EXPECT_FALSE(rendered.unsaid.empty());
  EXPECT_TRUE(rendered.text.starts_with(comment_lines(rendered.unsaid)));
  EXPECT_NE(rendered.text.find("private\\nservices"), std::string::npos);
}

TEST_P(Unspoken, WithSeveralContainersASentenceTellsItsContainer) {
  Definition one = plain(), two = plain();
  one.auto_remove = true;
  one.name = "one";
  const Rendered rendered = GetParam().second({one, two});
  EXPECT_TRUE(std::any_of(rendered.unsaid.begin(), rendered.unsaid.end(), [](const auto& sentence) {
    return sentence.starts_with("one: ") && sentence.find("--rm") != std::string::npos;
  }));
}

INSTANTIATE_TEST_SUITE_P(Formats, Unspoken,
                         testing::Values(std::pair{"compose", &render_compose}, std::pair{"swarm", &render_stack},
                                         std::pair{"kube", &render_kube}),
                         [](const auto& format) { return format.param.first; });

}  // namespace
}  // namespace ullage::formats
