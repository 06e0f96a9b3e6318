// Bytes: a number of bytes that can't be mistaken for another number, and how users write and read one.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ullage {

struct Bytes {
  std::uint64_t value = 0;

  constexpr auto operator<=>(const Bytes&) const = default;
  constexpr Bytes& operator+=(Bytes other) { return value += other.value, *this; }
};

constexpr Bytes operator+(Bytes a, Bytes b) { return {a.value + b.value}; }
// Never below zero: sizes are compared while they change under us.
constexpr Bytes operator-(Bytes a, Bytes b) { return {a.value > b.value ? a.value - b.value : 0}; }

constexpr Bytes KiB(std::uint64_t n) { return {n << 10}; }
constexpr Bytes MiB(std::uint64_t n) { return {n << 20}; }
constexpr Bytes GiB(std::uint64_t n) { return {n << 30}; }

// What container engines give when nothing is asked for (Docker daemon/config: DefaultShmSize).
inline constexpr Bytes default_shm_size = MiB(64);
// Podman 4 writes the same default as "65536k" and reads the k as a thousand (measured: size=64000k).
inline constexpr Bytes podman_default_shm_size{65'536'000};

// The kernel rounds a tmpfs size up to whole pages (mm/shmem.c, shmem_parse_one).
constexpr Bytes round_up_to_page(Bytes b, std::uint64_t page = 4096) { return {(b.value + page - 1) / page * page}; }

// Accepts what Docker accepts (go-units RAMInBytes): 64m 2g 2gb 512MiB 1.5g 2147483648, any case, always binary.
// Error: usage, naming the accepted forms; also for what does not fit in 63 bits.
Result<Bytes> parse_size(std::string_view text);

// "2.0 GiB", "64.0 MiB", "512 B".
std::string to_string(Bytes bytes);

// The shortest form that parse_size reads back to the same number: "2g", "64m", "67108865".
std::string to_flag(Bytes bytes);

}  // namespace ullage
