# SPDX-License-Identifier: GPL-2.0-only
#
#   make         this list
#   make run     boot stock and locked, attack both, print the table
#   make check   all tests, as in CI
#   make unit    tests of core and image, and of lib where Xen's headers are there; without QEMU
#   make audit   the policy against the supported releases of Xen
#   make docs    write anew what is generated: tables in docs/, manual page, bash completion
#   make house   the rules of the house: who includes whom, circles, format, documents
#   make prove   what core and image promise, for every input (CBMC)
#   make bench   what it costs, in instructions
#   make fuzz    each fuzz target for FUZZ_SECONDS
#   make fuzz-xen what stands behind the gate, FUZZ_XEN_SECONDS on each kind of dom0; each run goes on where the last ended
#   make boots   further boots, each for one question
#   make hooks   the hooks in the pristine sources, and where one finds no place
#   make soak    200 lives of a domU under a locked Xen (ten minutes)
#   make install the command, its manual page, bash completion and advisories into DESTDIR and PREFIX (/usr/local)
#   make clean   remove build/ (the cache of downloads and builds stays)

# Proofs, counted instructions, further boots and hooks are cached: what was shown once of the same files needs no
# second time. What `make run` shows is shown each time.

.DEFAULT_GOAL := help
.PHONY: help
help:
	@sed -n 's/^#   //p' $(firstword $(MAKEFILE_LIST))

.PHONY: run check unit house fuzz fuzz-xen prove bench soak boots hooks clean setup ready
.NOTPARALLEL:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

CFLAGS := -std=gnu11 -D_GNU_SOURCE -O2 -Wall -Wextra -Wconversion -Werror
FUZZ_SECONDS := 120
FUZZ_XEN_SECONDS := 120
FUZZ_XEN_SEED :=

fetched := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/xen-lockdown/fetch
core := $(wildcard core/*.c)
image := $(wildcard image/*.c)
shared := $(wildcard core/*.h image/*.h image/*.def policy/*.def abi/*.h)
xen_headers := -isystem $(fetched)/xen_4_20/include
xen_inputs := rig/build-xen rig/xen.config weave xen core policy abi
base_inputs := $(fetched)/linux_source/sums rig/build-linux-base rig/dom0.config
linux_inputs := $(base_inputs) rig/build-linux weave linux abi

run: ready
	@mkdir -p build/report
	@rig/boots rig/plan build/rogue build/report/attacks.json

soak: ready
	@rig/boots tests/integration/soak

fuzz-xen: ready xen-fuzz
	@rig/fuzz-xen $(FUZZ_XEN_SECONDS) $(FUZZ_XEN_SEED)

check: setup
	@tests/integration/check

setup:
	@rig/step setup packages rig/setup

house: xen-4.20
	@rig/step build ours $(MAKE) tools
	@tests/integration/house

# Everything that a boot needs. What is in the cache already takes no time.
ready: setup
	@rig/step fetch binaries-and-sources rig/fetch stock_xen stock_linux stock_drivers stock_frontends xen_4_20 linux_source toolstack toolstack_save boot_manager
	@$(MAKE) xen-4.20
	@rig/step build linux-base rig/cached linux-base $(base_inputs) -- \
	    rig/build-linux-base $(fetched)/linux_source/source.tar.xz
	@rig/step build linux rig/cached linux $(linux_inputs) -- rig/build-linux build/linux-base/tree
	@rig/step build hostile rig/cached hostile $(base_inputs) rig/build-hostile rogue/kernel/module rogue/kernel/ring0.h -- \
	    rig/build-hostile build/linux-base/tree
	@rig/step build ours $(MAKE) tools

# 4.17, the oldest supported Xen, is built and not booted; xen-fuzz is 4.20 with all that checks itself.
.PHONY: xen-4.17 xen-4.20 xen-fuzz
xen-4.17 xen-4.20: fetch = xen_$(subst .,_,$*)
xen-fuzz: fetch := xen_4_20
xen-fuzz: over := rig/xen-fuzz.config
xen-4.17 xen-4.20 xen-fuzz: xen-%: setup
	@rig/step fetch $(fetch) rig/fetch $(fetch)
	@rig/step build $@ rig/cached $@ $(fetched)/$(fetch)/sums $(xen_inputs) $(over) -- \
	    rig/build-xen $(fetched)/$(fetch)/source.tar.xz rig/xen.config $(over)

# The oldest supported Linux: what goes into it is compiled.
.PHONY: linux-6.1
linux-6.1:
	@rig/step fetch linux-6.1 rig/fetch linux_source_6_1
	@rig/step build linux-6.1 rig/cached linux-6.1 $(fetched)/linux_source_6_1/sums rig/build-linux-6.1 rig/dom0.config weave \
	    linux abi -- rig/build-linux-6.1 $(fetched)/linux_source_6_1/source.tar.xz

# ---- tests of what is woven ----

boots_inputs := $(addprefix $(fetched)/,stock_xen/sums stock_linux/sums stock_drivers/sums stock_frontends/sums) build/xen-4.20/ build/xen-4.17/ \
    build/linux/ build/rogue rig tests/integration/plan

boots: ready xen-4.17
	@rig/once boots $(boots_inputs) -- rig/boots tests/integration/plan

hooks_of := xen_4_17 xen_4_20 linux_source
hooks: $(addprefix hooks-,$(hooks_of))

.PHONY: $(addprefix hooks-,$(hooks_of))
hooks-linux_source: room := linux
hooks-xen_%: room := xen
$(addprefix hooks-,$(hooks_of)): hooks-%: setup
	@rig/step fetch $* rig/fetch $*
	@rig/once hooks-$* $(fetched)/$*/sums $(room) core policy abi weave rig/pristine tests/integration/apply-test -- \
	    tests/integration/apply-test $(room) $(fetched)/$*/source.tar.xz

# ---- objects ----

# Programs are linked from objects in build/obj/, and tests from ones with sanitizers in build/unit/obj/. Of each object
# the compiler tells which of our headers it read. `make house` looks for circles between the objects of a room.
objects = $(patsubst %.c,build/obj/%.o,$1)
unit_objects = $(patsubst %.c,build/unit/obj/%.o,$1)
compile = mkdir -p $(@D) && $(CC) $(CFLAGS) $(CPPFLAGS) -MMD -MP -c -o $@ $<
link = mkdir -p $(@D) && $(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o %.so,$^) $(LDLIBS)

build/obj/%.o: %.c Makefile
	$(compile)

build/unit/obj/%.o: CFLAGS += -O1 -g -fsanitize=address,undefined -fno-sanitize-recover
build/unit/obj/%.o: %.c Makefile
	@$(compile)

ifneq ($(wildcard build),)
-include $(shell find build/obj build/unit/obj -name '*.d' 2> /dev/null)
endif

# ---- our own programs ----

.PHONY: tools
tools: build/rig-boot build/rig-campaign build/rig-cpio build/rig-table build/firmware.efi build/rogue build/workload build/guest
tools: build/libxencall.so.1 build/keys/snakeoil.key

build/rig-boot: $(call objects,$(addprefix rig/,boot.c code.c qtest.c vars.c))
build/rig-campaign: $(call objects,rig/campaign.c)
build/rig-cpio: $(call objects,rig/cpio.c)
build/rig-table: $(call objects,$(addprefix rig/,table.c plan.c))
build/rig-table: LDLIBS := -ljansson

# What works in dom0 with the distribution's toolstack, and in the domUs that it makes.
workload_guest := rig/workload/guest.c
build/workload: $(call objects,$(filter-out $(workload_guest),$(wildcard rig/workload/*.c)))
build/guest: $(call objects,$(workload_guest))
build/workload build/guest: LDFLAGS := -static
build/obj/rig/workload/%.o: CPPFLAGS := -Iabi $(xen_headers)

build/rogue: $(call objects,$(wildcard rogue/*.c rogue/*/*.c rogue/user/*/*.c))
build/rogue: LDFLAGS := -static
build/obj/rogue/%.o: CFLAGS += -Wno-conversion
build/obj/rogue/%.o: CPPFLAGS := -Iabi $(xen_headers)

programs := $(addprefix build/,rig-boot rig-campaign rig-cpio rig-table workload guest rogue xen-lockdown xen-lockdown-dom0)
$(programs):
	$(link)

build/obj/rig/firmware.o: CFLAGS := $(filter-out -O2,$(CFLAGS)) -Os -ffreestanding -fpie -fshort-wchar -mno-red-zone \
    -fno-stack-protector -fno-asynchronous-unwind-tables -fno-ident
build/firmware.efi: build/obj/rig/firmware.o
	ld -m i386pep --subsystem 10 --image-base 0x400000 --no-insert-timestamp -e efi_main -o $@ $<

# sbsign takes no passphrase: the firmware package's test key, without the one that all know.
build/keys/snakeoil.key:
	@mkdir -p $(@D)
	openssl pkey -passin pass:snakeoil -in /usr/share/ovmf/PkKek-1-snakeoil.key -out $@

# ---- the command xen-lockdown ----

tools: build/xen-lockdown

build/xen-lockdown: $(call objects,$(wildcard cli/*.c cli/audit/*.c cli/image/*.c) $(core) $(image))
build/xen-lockdown: LDLIBS := -ldw -lelf -ljansson -lcrypto -larchive

# For a dom0, whatever libraries it has: without the audit, which needs libdw, and without building images.
tools: build/xen-lockdown-dom0

build/xen-lockdown-dom0: $(call objects,$(wildcard cli/*.c) $(core) $(image))
build/xen-lockdown-dom0: LDFLAGS := -static
build/xen-lockdown-dom0: LDLIBS := -ljansson

# The policy against each supported Xen, and what the audit must find in copies of them.
.PHONY: audit
audit: setup build/xen-lockdown
	@rig/step fetch xen rig/fetch xen_4_17 xen_4_20
	@for xen in xen_4_17 xen_4_20; do \
	    mkdir -p build/audit/$$xen && tar -xJf $(fetched)/$$xen/source.tar.xz -C build/audit/$$xen \
	        --strip-components=1 --wildcards '*/xen/*' || exit 1; \
	done
	@tests/integration/audit-test build/audit/xen_4_17 build/audit/xen_4_20

.PHONY: docs
docs: build/xen-lockdown build/rogue
	@for document in docs/*.md; do \
	    rig/generate $$document > build/document && { cmp -s build/document $$document || cp build/document $$document; } || exit 1; \
	done
	@build/xen-lockdown help --man > docs/xen-lockdown.1
	@build/xen-lockdown help --bash > cli/completion.bash

# The library is not installed: it is built for one release of Xen, and takes the place of the distribution's own.
PREFIX := /usr/local
.PHONY: install
install: build/xen-lockdown
	install -D -m 755 $< '$(DESTDIR)$(PREFIX)/bin/xen-lockdown'
	install -D -m 644 docs/xen-lockdown.1 '$(DESTDIR)$(PREFIX)/share/man/man1/xen-lockdown.1'
	install -D -m 644 -t '$(DESTDIR)$(PREFIX)/share/xen-lockdown/advisories' advisories/README.md advisories/*.json
	install -D -m 644 cli/completion.bash '$(DESTDIR)$(PREFIX)/share/bash-completion/completions/xen-lockdown'

# ---- the library ----

library := $(wildcard lib/*.c)
build/obj/lib/%.o: CFLAGS += -fPIC
build/obj/lib/%.o: CPPFLAGS := $(xen_headers)

build/libxencall.so.1: $(call objects,$(library)) build/lib/libxentoollog.so build/lib/libxentoolcore.so lib/libxencall.map
build/libxencall.so.1: LDFLAGS = -shared -Wl,-soname,$(@F),--version-script=lib/libxencall.map,-z,defs,-z,relro,-z,now
build/libxencall.so.1:
	$(link)

# What the linker needs of the libraries that lie beside it: their names, and what it uses of them.
build/lib/libxentoollog.so: symbols := xtl_log xtl_createlogger_stdiostream xtl_logger_destroy
build/lib/libxentoolcore.so: symbols := $(addprefix xentoolcore__,register_active_handle deregister_active_handle \
    restrict_by_dup2_null)
build/lib/%.so: Makefile
	@mkdir -p $(@D)
	@echo 'VERS_1.0 { global: *; };' > $@.map
	@printf 'void %s(void) {}\n' $(symbols) | \
	    $(CC) -w -shared -nostdlib -fno-builtin -Wl,-soname,$*.so.1,--version-script=$@.map -x c -o $@ -

# ---- unit tests and fuzzing ----

unit_tests := $(patsubst tests/unit/%.c,build/unit/%,$(wildcard tests/unit/*_test.c))
fuzz_targets := $(patsubst tests/fuzz/%.c,build/fuzz/%,$(wildcard tests/fuzz/*_fuzz.c))

# A test that has passed runs again when its program has changed. Two need the headers of Xen, which are fetched:
# tests/integration/library-test fetches them.
about_xen := $(addprefix build/unit/,xencall_test contents_test)
unit: $(filter-out $(if $(wildcard $(fetched)/xen_4_20/include),,$(about_xen)),$(unit_tests))
	@for test in $^; do \
	    if [ $$test.passed -nt $$test ] || { ASAN_OPTIONS=detect_stack_use_after_return=1 $$test > $$test.log 2>&1 && touch $$test.passed; }; then \
	        echo "ok $${test#build/}"; \
	    else \
	        echo "FAIL $${test#build/}, see $$test.log"; failed=1; \
	    fi; \
	done; exit $${failed:-0}

build/unit/obj/%.o: CPPFLAGS := -I. -Icore
build/unit/obj/lib/%.o $(about_xen:build/unit/%=build/unit/obj/tests/unit/%.o): CPPFLAGS := $(xen_headers)

about_image := $(addprefix build/unit/,pe_test config_test kernel_test sbat_test signature_list_test)
$(about_image): build/unit/image.a

# Nearly all others are about core. The rest name what they are about, and what of the world around it they play.
about_core := $(filter-out $(about_xen) $(addprefix build/unit/,status_test code_test table_test \
    linux_control_test) $(about_image),$(unit_tests))
$(about_core): build/unit/core.a
build/unit/xencall_test: $(call unit_objects,$(library))
build/unit/xencall_test: LDFLAGS := -Wl,--wrap=open,--wrap=close,--wrap=ioctl
build/unit/status_test: $(call unit_objects,$(addprefix cli/,status.c domain.c console.c call.c request.c util.c))
build/unit/status_test: LDFLAGS := -Wl,--wrap=open,--wrap=fopen,--wrap=ioctl
build/unit/code_test: $(call unit_objects,rig/code.c)
build/unit/table_test: $(call unit_objects,$(addprefix rig/,table.c plan.c))
build/unit/obj/rig/table.o: CPPFLAGS := -Dmain=table_main

# What runs inside Linux or Xen is compiled against a fake, tests/unit/fake/ROOM.h, which takes the place of all headers
# named in <>.
fake := build/unit/fake
$(fake)/%: %
	@mkdir -p $(@D) && sed 's|^#include <.*||' $< > $@

build/unit/linux_control_test: $(call unit_objects,$(fake)/linux/src/control.c)
build/unit/xen_control_op_test: $(call unit_objects,$(fake)/xen/src/control_op.c)
build/unit/xen_sysctl_test: $(call unit_objects,$(fake)/xen/src/sysctl.c)
$(call unit_objects,tests/unit/linux_control_test.c $(fake)/linux/src/control.c): | $(addprefix $(fake)/,$(wildcard linux/src/*.h))
$(call unit_objects,$(addprefix tests/unit/xen_,control_op_test.c sysctl_test.c) $(addprefix $(fake)/xen/src/,control_op.c \
    sysctl.c)): | $(addprefix $(fake)/,$(wildcard xen/src/*.h))
$(call unit_objects,$(addprefix tests/unit/,linux_control_test.c xen_control_op_test.c xen_sysctl_test.c)): CPPFLAGS := -I$(fake) -I.
build/unit/obj/$(fake)/%.o: CFLAGS += -Wno-extra -Wno-conversion
build/unit/obj/$(fake)/linux/%.o: CPPFLAGS := -I. -include tests/unit/fake/linux.h
build/unit/obj/$(fake)/xen/%.o: CPPFLAGS := -I. -include tests/unit/fake/xen.h
.PRECIOUS: $(fake)/%

# The directory is newer than the archive once a file has come or gone.
build/unit/core.a: $(call unit_objects,$(core)) core
build/unit/image.a: $(call unit_objects,$(image)) image
build/unit/core.a build/unit/image.a:
	@rm -f $@ && ar rcs $@ $(filter %.o,$^)

$(unit_tests): LDLIBS = $(filter %.a,$^) -ljansson -lcmocka
$(unit_tests): build/unit/%: build/unit/obj/tests/unit/%.o
	@$(link) -fsanitize=address,undefined

# Seeds are read, findings and new inputs stay in build/.
fuzz: $(fuzz_targets)
	@printf '%s\n' $(notdir $^) | xargs -P 2 -I NAME rig/fuzz NAME $(FUZZ_SECONDS)

# One is about the command's reader.
build/fuzz/advisory_fuzz: about := cli/advisory.c
build/fuzz/advisory_fuzz: cli/advisory.c cli/advisory.h

build/fuzz/%: tests/fuzz/%.c $(core) $(image) $(shared)
	@mkdir -p $(@D)
	@clang -std=gnu11 -D_GNU_SOURCE -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined \
	    -I. -Icore -o $@ $< $(core) $(image) $(about) -ljansson

# ---- proofs and measures ----

proofs := $(patsubst tests/proof/%.c,%,$(wildcard tests/proof/*_proof.c))
proof_inputs := $(fetched)/cbmc_6_6/sums rig/prove core image policy abi tests/proof

prove: setup
	@rig/step fetch cbmc rig/fetch cbmc_6_6
	@rig/once proofs $(proof_inputs) -- sh -c 'printf "%s\n" $(proofs) | xargs -n 1 -P 2 rig/prove'

# What both sides of the comparison consist of. The rogue is not in it: it only starts the workload.
bench_inputs := $(addprefix $(fetched)/,stock_xen/sums stock_linux/sums stock_drivers/sums stock_frontends/sums boot_manager/sums toolstack) \
    build/xen-4.20/xen.efi build/linux/vmlinuz build/workload build/guest build/libxencall.so.1 \
    build/rig-boot build/rig-cpio build/packages rig/run tests/bench/boots tests/bench/plan

bench: ready build/bench/gate_bench build/bench/table
	@mkdir -p build/report
	@rig/step boot bench rig/cached bench-boots $(bench_inputs) -- tests/bench/boots
	@build/bench/gate_bench || failed=1; build/bench/table build/bench-boots || failed=1; exit $${failed:-0}

# As Xen compiles it: Config.mk, xen/Makefile and arch/x86/arch.mk of 4.20.
xen_cflags := -std=gnu99 -O2 -fomit-frame-pointer -ffreestanding -fno-builtin -fno-common -fno-strict-aliasing \
    -fno-stack-protector -fno-exceptions -fno-asynchronous-unwind-tables -fno-jump-tables -fpic -fvisibility=hidden \
    -fcf-protection=branch -mmanual-endbr -msoft-float -mno-mmx -mno-sse -mno-red-zone -mskip-rax-setup \
    -mindirect-branch=thunk-extern -mindirect-branch-register -mfunction-return=thunk-extern

build/bench/gate_bench: tests/bench/gate_bench.c core/gate.c core/refusal.c $(shared) Makefile
	@mkdir -p $(@D)
	$(CC) $(xen_cflags) -g -Icore '-DLOCKDOWN_BLOCK_SPECULATION()=__asm__ volatile("lfence" ::: "memory")' \
	    -c -o $@.gate.o core/gate.c
	$(CC) $(CFLAGS) -I. -Icore -o $@ $< $@.gate.o core/refusal.c -ljansson

build/bench/table: LDLIBS := -ljansson
build/bench/table: $(call objects,tests/bench/table.c)
	$(link)

clean:
	rm -rf build
