#include "engine/tar_archive.h"

#include <gtest/gtest.h>

namespace ullage::engine {
namespace {

TEST(TarArchive, GivesBackTheFileItWasMadeOf) {
  const auto file = first_file(tar_of("name", "content"));
  ASSERT_TRUE(file);
  EXPECT_EQ(file->mode, 0755u);
  EXPECT_EQ(file->content, "content");
  EXPECT_EQ(first_file(tar_of("empty", ""))->content, "");
}

TEST(TarArchive, WhatIsNoRegularFileOrIsBrokenIsNothing) {
  const auto whole = tar_of("name", std::string(600, 'x'));
  EXPECT_FALSE(first_file(""));
  EXPECT_FALSE(first_file(whole.substr(0, 511)));
  EXPECT_FALSE(first_file(whole.substr(0, 1000)));
  EXPECT_FALSE(first_file(std::string(2048, '\0')));
  for (const char type : {'1', '2', '3', '5', '6', 'x', 'g'}) {
    auto other = whole;
    other[156] = type;
    EXPECT_FALSE(first_file(other)) << type;
  }
  for (const auto* size :
       {"77777777777", "-0000000001", "zzzzzzzzzzz", "           ", "\377\377\377\377\377\377\377\377\377\377\377"})
    EXPECT_FALSE(first_file(std::string(whole).replace(124, 11, size))) << size;
}

}  // namespace
}  // namespace ullage::engine
