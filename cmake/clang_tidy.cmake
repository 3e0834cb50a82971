# clang_tidy_command: clang-tidy beside the compiler, so that only changed sources are checked.
find_program(CLANG_TIDY_PROGRAM NAMES clang-tidy-19)
if(NOT CLANG_TIDY_PROGRAM)
    message(FATAL_ERROR
        "clang-tidy-19 is missing (Debian package clang-tidy-19). Install it, or leave the check "
        "out with -DCLANG_TIDY=OFF.")
endif()
# The compiler may be GCC, some of whose warning options clang-tidy does not know.
set(clang_tidy_command ${CLANG_TIDY_PROGRAM} --quiet --extra-arg=-Wno-unknown-warning-option)
# A changed configuration checks every source again.
set_property(SOURCE ${core_sources} APPEND PROPERTY OBJECT_DEPENDS ${CMAKE_SOURCE_DIR}/.clang-tidy)
