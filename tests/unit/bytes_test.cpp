#include "base/bytes.h"

#include <gtest/gtest.h>

namespace ullage {
namespace {

TEST(ParseSize, AcceptsWhatDockerAccepts) {
  EXPECT_EQ(parse_size("64m"), MiB(64));
  EXPECT_EQ(parse_size("2g"), GiB(2));
  EXPECT_EQ(parse_size("2gb"), GiB(2));
  EXPECT_EQ(parse_size("2G"), GiB(2));
  EXPECT_EQ(parse_size("512MiB"), MiB(512));
  EXPECT_EQ(parse_size("2147483648"), GiB(2));
  EXPECT_EQ(parse_size("2147483648b"), GiB(2));
  EXPECT_EQ(parse_size("2 GiB"), GiB(2));
  EXPECT_EQ(parse_size("1.5g"), MiB(1536));
  EXPECT_EQ(parse_size("1t"), GiB(1024));
  EXPECT_EQ(parse_size("0"), Bytes{0});
}

class NotASize : public testing::TestWithParam<const char*> {};

TEST_P(NotASize, IsUsageAndNamesTheForms) {
  const auto size = parse_size(GetParam());
  ASSERT_FALSE(size.has_value());
  EXPECT_EQ(size.error().kind, ErrorKind::usage);
  EXPECT_NE(size.error().remedy.find("512MiB"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(All, NotASize,
                         testing::Values("", "g", "2x", "2gg", "-1g", "+1g", "2g ", " 2g", "1e9", ".5g", "5.g",
                                         "1.2.3g", "0x10", "2 g b", "２g", "99999999999999999999",
                                         "9223372036854775808", "8388608t", "20000p", "nan", "inf"));

TEST(ParseSize, NamesTheLargestUnitWhereALargerOneIsAsked) {
  for (const char* text : {"8e", "16E", "1EiB", "2 zb", "1y"}) {
    const auto size = parse_size(text);
    ASSERT_FALSE(size.has_value()) << text;
    EXPECT_NE(size.error().what.find("the largest unit is p"), std::string::npos) << size.error().what;
  }
  EXPECT_EQ(parse_size("1e9").error().what.find("largest"), std::string::npos);
  EXPECT_EQ(parse_size("1p"), GiB(1 << 20));
}

TEST(PrintSize, UsesBinaryUnitsWithOneDigit) {
  EXPECT_EQ(to_string(GiB(2)), "2.0 GiB");
  EXPECT_EQ(to_string(MiB(64)), "64.0 MiB");
  EXPECT_EQ(to_string(Bytes{512}), "512 B");
  EXPECT_EQ(to_string(Bytes{0}), "0 B");
  EXPECT_EQ(to_string(Bytes{GiB(1).value - 1}), "1.0 GiB");
}

TEST(PrintSize, FlagFormReadsBackToTheSameNumber) {
  for (const Bytes size : {GiB(2), MiB(64), MiB(1536), Bytes{67108865}, Bytes{0}, Bytes{4096}})
    EXPECT_EQ(parse_size(to_flag(size)), size) << to_flag(size);
  EXPECT_EQ(to_flag(MiB(1536)), "1536m");
}

TEST(BytesArithmetic, SubtractionStopsAtZero) { EXPECT_EQ(MiB(1) - MiB(2), Bytes{0}); }

TEST(BytesArithmetic, PagesRoundUp) {
  EXPECT_EQ(round_up_to_page(Bytes{1}), Bytes{4096});
  EXPECT_EQ(round_up_to_page(Bytes{4096}), Bytes{4096});
}

}  // namespace
}  // namespace ullage
