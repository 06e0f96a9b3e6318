#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formats/kube.h"
#include "formats/kube_parts.h"
#include "formats_definitions.h"

namespace ullage::formats {
namespace {

using model::Definition;
using model::MountType;
using model::Words;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

std::string kube(const Definition& definition) { return render_kube({definition}).text; }

TEST(Kube, GivesDevShmMemoryOfItsOwn) {
  EXPECT_THAT(kube(scenario()), HasSubstr("mountPath: /dev/shm\n"));
  EXPECT_THAT(kube(scenario()),
              HasSubstr("          emptyDir:\n            medium: Memory\n            sizeLimit: 2Gi\n"));
}

TEST(Kube, RaisesTheMemoryLimitByIt) {
  Definition d = scenario();
  d.resources.memory = GiB(4);
  EXPECT_THAT(kube(d), HasSubstr("memory: 6Gi\n"));
  EXPECT_THAT(render_kube({d}).unsaid, Contains(HasSubstr("raised from 4Gi to 6Gi")));
}

TEST(Kube, RaisesItAlsoByATmpfsAtDevShm) {
  Definition d = scenario();
  d.resources.memory = GiB(4);
  d.mounts = {mount_of(MountType::tmpfs, "", "/dev/shm/")};
  d.mounts[0].options = "size=1g";
  EXPECT_THAT(kube(d), HasSubstr("memory: 5Gi\n"));
  EXPECT_EQ(kube(d).find("emptyDir"), kube(d).rfind("emptyDir"));
  d.mounts[0].size = GiB(3);
  EXPECT_THAT(kube(d), HasSubstr("memory: 7Gi\n"));
  d.mounts[0].size = Bytes{0};
  EXPECT_THAT(kube(d), HasSubstr("memory: 4Gi\n"));
  d.mounts = {mount_of(MountType::volume, "data", "/dev/shm")};
  EXPECT_THAT(kube(d), HasSubstr("memory: 4Gi\n"));
}

TEST(Kube, WarnsWhereNoLimitIsRaised) {
  EXPECT_THAT(render_kube({scenario()}).unsaid, Contains(HasSubstr("has no limit")));
}

TEST(Kube, LeavesAnothersDevShmAlone) {
  Definition d = scenario();
  d.namespaces.ipc = "host";
  EXPECT_THAT(kube(d), HasSubstr("hostIPC: true\n"));
  EXPECT_THAT(kube(d), Not(HasSubstr("/dev/shm\n            -")));
  EXPECT_THAT(kube(d), Not(HasSubstr("medium: Memory")));
}

TEST(Kube, CountsGpus) {
  EXPECT_THAT(kube(scenario()), HasSubstr("nvidia.com/gpu: 1\n"));
  EXPECT_THAT(render_kube({scenario()}).unsaid, Contains(HasSubstr("--gpus all")));
  Definition d = scenario();
  d.security.device_requests[0].ids = {"0", "2"};
  d.security.device_requests[0].count = 0;
  EXPECT_THAT(kube(d), HasSubstr("nvidia.com/gpu: 2\n"));
}

TEST(Kube, PublishesOnTheNodeAndInAService) {
  Definition d = named("web");
  d.networking.ports = {{"80", "tcp", "127.0.0.1", "8080"}, {"80", "tcp", "", "8081"}, {"53", "udp", "", ""}};
  const std::string text = kube(d);
  EXPECT_THAT(text, HasSubstr("            - containerPort: 80\n              hostPort: 8080\n"
                              "              hostIP: \"127.0.0.1\"\n---\n"));
  EXPECT_THAT(text, HasSubstr("    - name: tcp-8080\n      port: 8080\n      targetPort: 80\n    - name: tcp-8081\n"));
  EXPECT_THAT(text, HasSubstr("    - name: udp-53\n      port: 53\n      targetPort: 53\n      protocol: UDP\n"));
  EXPECT_THAT(text, Not(HasSubstr("containerPort: 53")));
}

TEST(Kube, ProbesAsTheHealthCheckDidAndAlsoForTheImages) {
  Definition d = named("web");
  d.image_health = model::HealthCheck{{"CMD-SHELL", "curl -f http://localhost/ || exit 1"}, {}, {}, {}, {}, {}};
  EXPECT_THAT(kube(d), HasSubstr("          livenessProbe:\n            exec:\n"
                                 "              command: [/bin/sh, \"-c\", \"curl -f http://localhost/ || exit 1\"]\n"
                                 "            periodSeconds: 30\n            timeoutSeconds: 30\n"
                                 "            failureThreshold: 3\n          readinessProbe:\n"));
  d.process.health = model::HealthCheck{{}, std::chrono::milliseconds(1500), {}, std::chrono::seconds(9), {}, {}};
  EXPECT_THAT(kube(d), HasSubstr("initialDelaySeconds: 9\n            periodSeconds: 2\n"));
  d.process.health->test = {"NONE"};
  EXPECT_THAT(kube(d), Not(HasSubstr("Probe")));
}

TEST(Kube, ClaimsVolumesOnceForAllThatMountThem) {
  Definition one = named("one"), two = named("two");
  one.mounts = two.mounts = {mount_of(MountType::volume, "shop_data", "/data")};
  const std::string text = render_kube({one, two}).text;
  EXPECT_THAT(text, HasSubstr("kind: PersistentVolumeClaim\nmetadata:\n  name: shop-data\n"));
  EXPECT_EQ(text.find("PersistentVolumeClaim"), text.rfind("PersistentVolumeClaim"));
  EXPECT_THAT(text, HasSubstr("persistentVolumeClaim:\n            claimName: shop-data\n"));
}

TEST(Kube, GivesEachVolumeAClaimOfItsOwn) {
  Definition one = named("one"), two = named("two");
  one.mounts = {mount_of(MountType::volume, "a_b", "/x"), mount_of(MountType::volume, "a-b", "/y")};
  two.mounts = {mount_of(MountType::volume, "a_b", "/z")};
  const std::string text = render_kube({one, two}).text;
  EXPECT_THAT(text, HasSubstr("metadata:\n  name: a-b\n"));
  EXPECT_THAT(text, HasSubstr("metadata:\n  name: a-b-2\n"));
  const auto second = text.find("claimName: a-b-2\n"), own = text.find("claimName: a-b\n");
  EXPECT_LT(second, own);  // /x before /y: the one that is a label already keeps its name
  EXPECT_NE(text.find("claimName: a-b-2\n", own), std::string::npos);
  EXPECT_EQ(text.find("PersistentVolumeClaim", text.find("name: two")), std::string::npos);
}

TEST(Kube, SaysWhereTheDataOfARenamedVolumeOfPodmanGoes) {
  Definition d = named("web");
  d.engine = model::EngineKind::podman;
  d.mounts = {mount_of(MountType::volume, "a_b", "/x")};
  EXPECT_THAT(render_kube({d}).unsaid, Contains(HasSubstr("bring the data of volume a_b into the claim a-b")));
  d.mounts[0].source = "a-b";
  EXPECT_THAT(render_kube({d}).unsaid, Not(Contains(HasSubstr("bring the data"))));
}

TEST(Kube, SharesNoMemoryBetweenPodsWhoseNamesAreLong) {
  const std::string stem(62, 'a');
  Definition one = named(stem + "1"), two = named(stem + "2");
  one.resources.shm_size = two.resources.shm_size = GiB(1);
  const std::string text = render_kube({one, two}).text;
  EXPECT_THAT(text, HasSubstr("        - name: " + stem + "1\n          emptyDir:"));
  EXPECT_THAT(text, HasSubstr("        - name: " + stem + "2\n          emptyDir:"));
  two.name = one.name + "-b";
  EXPECT_THAT(render_kube({one, two}).text,
              HasSubstr("        - name: " + std::string(61, 'a') + "-2\n          emptyDir:"));
}

TEST(Kube, SharesNoMemoryBetweenPodsWhoseNamesMeetTheirTargets) {
  Definition one = named("a"), two = named("a-b");
  one.mounts = {mount_of(MountType::tmpfs, "", "/b-c")};
  two.mounts = {mount_of(MountType::tmpfs, "", "/c")};
  const std::string text = render_kube({one, two}).text;
  EXPECT_THAT(text, HasSubstr("        - name: a-b-c\n          emptyDir:"));
  EXPECT_THAT(text, HasSubstr("        - name: a-b-c-2\n          emptyDir:"));
}

TEST(Kube, SharesNoMemoryWithAClaim) {
  Definition d = named("web");
  d.resources.shm_size = GiB(1);
  d.mounts = {mount_of(MountType::volume, "web-dshm", "/x")};
  EXPECT_THAT(kube(d), HasSubstr("        - name: web-dshm-2\n          emptyDir:"));
  EXPECT_THAT(kube(d), HasSubstr("claimName: web-dshm\n"));
}

TEST(Kube, LetsOnlyThePrivilegedMountIntoTheNode) {
  Definition d = named("web");
  d.mounts = {mount_of(MountType::bind, "/mnt", "/mnt")};
  d.mounts[0].options = "rshared";
  EXPECT_THAT(kube(d), HasSubstr("mountPropagation: HostToContainer\n"));
  EXPECT_THAT(render_kube({d}).unsaid, Contains(HasSubstr("Bidirectional is for privileged ones")));
  d.security.privileged = true;
  EXPECT_THAT(kube(d), HasSubstr("mountPropagation: Bidirectional\n"));
  EXPECT_THAT(render_kube({d}).unsaid, Not(Contains(HasSubstr("Bidirectional"))));
}

TEST(Kube, TellsWhichSysctlsTheKubeletMustAllow) {
  Definition d = named("web");
  d.sysctls = {{"net.ipv4.tcp_syncookies", "1"}, {"net.core.somaxconn", "256"}, {"kernel.msgmax", "1"}};
  EXPECT_THAT(kube(d), HasSubstr("- name: net.core.somaxconn\n"));
  EXPECT_THAT(render_kube({d}).unsaid,
              Contains(HasSubstr("--allowed-unsafe-sysctls=kernel.msgmax,net.core.somaxconn")));
  d.sysctls = {{"net.ipv4.tcp_syncookies", "1"}};
  EXPECT_THAT(render_kube({d}).unsaid, Not(Contains(HasSubstr("sysctl"))));
}

TEST(Kube, SaysThatAnIdCannotBePulled) {
  Definition d = named("web");
  const std::string id(64, 'a');
  for (const auto& image : {id, "sha256:" + id}) {
    d.image = image;
    EXPECT_THAT(render_kube({d}).unsaid, Contains(HasSubstr(image + " by its id: push it under a name")));
  }
  d.image = "shell@sha256:" + id;
  EXPECT_THAT(render_kube({d}).unsaid, Not(Contains(HasSubstr("push it"))));
}

TEST(Kube, LetsPodmanTakeItsOwnVolumes) {
  Definition d = named("web");
  d.engine = model::EngineKind::podman;
  d.mounts = {mount_of(MountType::volume, "data", "/data")};
  EXPECT_THAT(kube(d), Not(HasSubstr("kind: PersistentVolumeClaim")));
  EXPECT_THAT(kube(d), HasSubstr("claimName: data\n"));
}

TEST(Kube, ReadsAnEmptyEntrypointAsTheCommandAlone) {
  Definition d = named("web");
  d.process.command = Words{"run"};
  EXPECT_THAT(kube(d), HasSubstr("          args: [run]\n"));
  d.process.entrypoint.emplace();
  EXPECT_THAT(kube(d), HasSubstr("          command: [run]\n"));
}

TEST(Kube, WritesLabelsThatItDoesNotTakeAsAnnotations) {
  Definition d = named("web");
  d.labels = {{"tier", "back"}, {"rule", "Host(`x`)"}, {"a b", "c"}};
  EXPECT_THAT(kube(d),
              HasSubstr("        app: web\n        tier: back\n      annotations:\n        rule: \"Host(`x`)\"\n"));
  EXPECT_THAT(render_kube({d}).unsaid, Contains(HasSubstr("--label a b=c")));
}

TEST(KubeNames, AreLabelsOfDns) {
  EXPECT_EQ(dns_label("Web_1.x"), "web-1-x");
  EXPECT_EQ(dns_label("1st"), "c-1st");
  EXPECT_EQ(dns_label("--a--"), "a");
  EXPECT_EQ(dns_label("数字人"), "c");
  EXPECT_EQ(dns_label(std::string(62, 'a') + "-b"), std::string(62, 'a'));
  std::set<std::string> taken;
  EXPECT_EQ(free_label("a b", taken), "a-b");
  EXPECT_EQ(free_label("a/b", taken), "a-b-2");
  EXPECT_EQ(free_label(std::string(70, 'a'), taken).size(), 63U);
  EXPECT_EQ(free_label(std::string(70, 'a'), taken), std::string(61, 'a') + "-2");
}

TEST(KubeNames, TellWhatALabelMayBe) {
  for (const char* name : {"a", "a.b/c", "example.org/A_b-c.d", "1"}) EXPECT_TRUE(is_qualified_name(name)) << name;
  for (const char* name : {"", "/a", "a/", "a/b/c", "A.b/c", "-a", "a b", "a..b/c", "-a/b", "a-.b/c"})
    EXPECT_FALSE(is_qualified_name(name)) << name;
  EXPECT_TRUE(is_label_value(""));
  EXPECT_FALSE(is_label_value(std::string(64, 'a')));
}

TEST(KubeText, KeepsDollarsFromBecomingVariables) {
  EXPECT_EQ(dollars_kept("$HOME ${A} $", {}), "$HOME ${A} $");
  EXPECT_EQ(dollars_kept("$(date) $(ls -l)", {}), "$(date) $(ls -l)");
  EXPECT_EQ(dollars_kept("$(HOME) $(mine)", {"mine=1"}), "$$(HOME) $$(mine)");
  EXPECT_EQ(dollars_kept("$$ $$(A)", {}), "$$$ $$$$(A)");
}

TEST(KubeText, WritesSizesInItsUnits) {
  EXPECT_EQ(quantity(GiB(2)), "2Gi");
  EXPECT_EQ(quantity(MiB(1536)), "1536Mi");
  EXPECT_EQ(quantity(Bytes{1000}), "1000");
}

}  // namespace
}  // namespace ullage::formats
