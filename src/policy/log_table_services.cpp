// What databases, browsers, robots, messaging and cameras say.
#include <array>

#include "policy/log_table.h"

namespace ullage::policy {

namespace {

using enum LogMeaning;

constexpr auto table = std::to_array<Signature>({
    {"digital-human-service",
     R"(worker \d+ (?:\(pid \d+\) was killed by signal: Bus error\. /dev/shm is full|can't make shared memory: No space))",
     too_small, "src/workload/worker.cpp"},
    {"digital-human-service", R"(worker \d+ was ended: too many open files)", descriptors, "src/workload/worker.cpp"},

    {"PostgreSQL",
     R"(could not resize shared memory segment \\*"/PostgreSQL\.\d+\\*" to (\d+) bytes: No space left on device)",
     too_small, "https://github.com/FraunhoferIOSB/FROST-Server/issues/123"},
    {"PostgreSQL", R"(could not open shared memory segment \\*"/PostgreSQL\.\d+\\*": Permission denied)", permission,
     "https://github.com/PyAr/pyarweb/issues/408"},
    {"PostgreSQL", R"(could not open shared memory segment \\*"/PostgreSQL\.\d+\\*": No such file or directory)",
     removed, "https://github.com/cloudfoundry/postgres-release/issues/73"},
    {"PostgreSQL", R"([Cc]ould not map anonymous shared memory: Cannot allocate memory)", memory_limit,
     "https://github.com/kartoza/docker-postgis/issues/254"},
    {"PostgreSQL", R"(\(PID \d+\) was terminated by signal 7: Bus error)", died,
     "https://github.com/pipelinedb/pipelinedb/issues/1279"},
    {"PostgreSQL", R"(Failed system call was shmget\()", system_v,
     "https://github.com/yandex-qatools/postgresql-embedded/issues/157"},

    {"Oracle", R"(ORA-00845: MEMORY_TARGET not supported)", small_at_start,
     "https://github.com/wscherphof/oracle-12c/issues/8"},
    {"Oracle", R"(needs at least 1 ?GB of shared memory \(/dev/shm\))", small_at_start,
     "https://github.com/podman-container-tools/podman/issues/13096"},
    {"Oracle", R"(ORA-04035: unable to allocate (\d+) bytes of shared memory in shared object cache)", too_small,
     "https://github.com/oracle/docker-images/issues/223"},
    {"Oracle", R"(ORA-27125: unable to create shared memory segment)", system_v,
     "https://docs.oracle.com/error-help/db/ora-27125/"},
    {"Oracle", R"(ORA-27104: system-defined limits for shared memory was misconfigured)", system_v,
     "https://github.com/gvenzl/oci-oracle-xe/issues/154"},
    {"Oracle", R"(\[DBT-11207\] Specified SGA size is greater than the shmmax)", system_v,
     "https://github.com/oracle/docker-images/issues/901"},
    {"Db2", R"(SQL1(?:084|220)[CN] +The database manager failed to allocate shared memory)", system_v,
     "https://github.com/docker-archive-public/docker.kitematic/issues/4048"},
    {"Informix", R"(oninit: Fatal error in shared memory creation)", system_v,
     "https://github.com/0x1fff/docker-informix/issues/5"},

    {"Chrome", R"(session deleted because of page crash)", too_small,
     "https://github.com/SeleniumHQ/docker-selenium/issues/79"},
    {"Chrome", R"(Received signal 7 BUS_ADRERR)", too_small,
     "https://github.com/sameersbn/docker-browser-box/issues/21"},
    {"Chrome", R"(Less than 64MB of free space in temporary directory for shared memory files)", too_small,
     "https://github.com/chrome-php/chrome/issues/389"},
    {"Chrome", R"(Unable to access\(W_OK\|X_OK\) /dev/shm: Permission denied)", permission,
     "https://chromium.googlesource.com/chromium/src/+/main/base/memory/platform_shared_memory_region_posix.cc"},
    {"Pi-hole", R"(with code: +BUS_ADRERR)", too_small, "https://github.com/pi-hole/FTL/pull/895"},
    {"Envoy", R"(cannot open shared memory region /envoy_shared_memory_\d+ check user permissions)", permission,
     "https://github.com/envoyproxy/envoy/issues/2106"},
    {"Envoy", R"(Caught Bus error, suspect faulting address)", died, "https://github.com/envoyproxy/envoy/issues/4235"},

    {"Fast DDS", R"(RTPS_TRANSPORT_SHM Error\].*open_and_lock_file failed)", leftovers,
     "https://github.com/eProsima/Fast-DDS/issues/2696"},
    {"iceoryx", R"(acquired shared memory to zero a fatal SIGBUS(?:.*sizeInBytes = (\d+))?)", too_small,
     "https://github.com/eclipse-iceoryx/iceoryx/issues/2287"},
    {"Aeron", R"(insufficient usable storage for new log of length=(\d+).*/dev/shm)", too_small,
     "https://github.com/aeron-io/aeron/issues/1751"},
    {"Frigate", R"(current SHM size of ([\d.]+)MB is too small.*at least ([\d.]+)MB)", too_small,
     "https://github.com/blakeblackshear/frigate/issues/7739"},
});

}  // namespace

std::span<const Signature> service_signatures() { return table; }

}  // namespace ullage::policy
