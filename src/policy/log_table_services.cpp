// What databases, browsers, robots, messaging and cameras say.
#include <array>

#include "policy/log_table.h"

namespace ullage::policy {

namespace {

using enum LogMeaning;

constexpr auto table = std::to_array<Signature>({
    {"PostgreSQL",
     R"(could not resize shared memory segment \\*"/PostgreSQL\.\d+\\*" to (\d+) bytes: No space left on device)",
     too_small, "https://github.com/FraunhoferIOSB/FROST-Server/issues/123"},
    {"PostgreSQL", R"(could not open shared memory segment \\*"/PostgreSQL\.\d+\\*": No such file or directory)",
     removed, "https://github.com/postgres/postgres/blob/master/src/backend/storage/ipc/dsm_impl.c"},
    {"System V", R"(Failed system call was shmget\()", system_v,
     "https://github.com/yandex-qatools/postgresql-embedded/issues/157"},
    {"Oracle", R"(ORA-00845: )", small_at_start, "https://docs.oracle.com/error-help/db/ora-00845/"},
    {"Oracle", R"(ORA-27125: )", system_v, "https://docs.oracle.com/error-help/db/ora-27125/"},
    {"Db2", R"(SQL1084C)", system_v, "https://www.ibm.com/docs/en/db2/11.5?topic=messages-sql1084c"},
    {"Chrome", R"(session deleted because of page crash)", too_small,
     "https://github.com/SeleniumHQ/docker-selenium/issues/79"},
    {"Chrome", R"(Received signal 7 BUS_ADRERR)", too_small, "https://github.com/SeleniumHQ/docker-selenium/issues/79"},
    {"Fast DDS", R"(RTPS_TRANSPORT_SHM Error\].*open_and_lock_file failed)", leftovers,
     "https://github.com/eProsima/Fast-DDS/issues/2696"},
    {"iceoryx", R"(acquired shared memory to zero a fatal SIGBUS.*sizeInBytes = (\d+))", too_small,
     "https://github.com/eclipse-iceoryx/iceoryx/issues/2287"},
    {"Aeron", R"(insufficient usable storage for new log of length=(\d+).*/dev/shm)", too_small,
     "https://github.com/aeron-io/aeron/issues/1751"},
    {"Frigate", R"(current SHM size of ([\d.]+)MB is too small.*at least ([\d.]+)MB)", small_at_start,
     "https://github.com/blakeblackshear/frigate/issues/7739"},
    {"any program", R"(/dev/shm/[^ ]*.*No space left on device|No space left on device.*/dev/shm/)", too_small,
     "https://man7.org/linux/man-pages/man3/errno.3.html"},
});

}  // namespace

std::span<const Signature> service_signatures() { return table; }

}  // namespace ullage::policy
