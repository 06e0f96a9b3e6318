# Each room of src/ is one static library; what it may include is what it links.

add_library(ullage_settings INTERFACE)
target_compile_options(ullage_settings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor -Werror=return-type
  -ffunction-sections -fdata-sections
  # g++ 12 sees overlaps in std::string's own concatenation that are not there (GCC bug 105651).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
target_include_directories(ullage_settings INTERFACE ${PROJECT_SOURCE_DIR}/src)
# The headers of fmt with our one compiled copy of it (base/fmt.cpp): Debian ships no static library.
target_link_libraries(ullage_settings INTERFACE Threads::Threads)
target_link_options(ullage_settings INTERFACE -Wl,--gc-sections)
if(ULLAGE_SANITIZE)
  target_compile_options(ullage_settings INTERFACE
    -fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer)
  target_link_options(ullage_settings INTERFACE -fsanitize=address,undefined)
endif()

# getaddrinfo in a static program reads /etc/hosts and asks DNS as it should; only NSS plug-ins are out of its reach, and
# ld warns of that at every link.
include(CheckLinkerFlag)
check_linker_flag(CXX -Wl,--no-warnings LINKER_CAN_BE_QUIET)
if(LINKER_CAN_BE_QUIET)
  set(quiet_linker -Wl,--no-warnings)
endif()

# ullage_room(NAME room…): a library of all sources in this folder, with the rooms that it may use.
function(ullage_room name)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  add_library(ullage_${name} STATIC ${sources})
  target_link_libraries(ullage_${name} PUBLIC ullage_settings)
  foreach(room IN LISTS ARGN)
    target_link_libraries(ullage_${name} PUBLIC ullage_${room})
  endforeach()
endfunction()

# ullage_program(TARGET source… ROOMS room…): a program; static and stripped in the release preset.
function(ullage_program target)
  cmake_parse_arguments(arg "" "" "ROOMS" ${ARGN})
  add_executable(${target} ${arg_UNPARSED_ARGUMENTS})
  foreach(room IN LISTS arg_ROOMS)
    target_link_libraries(${target} PRIVATE ullage_${room})
  endforeach()
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
  if(ULLAGE_STATIC)
    target_link_options(${target} PRIVATE -static $<$<CONFIG:Release>:-s> ${quiet_linker})
  endif()
endfunction()
