# SPDX-License-Identifier: GPL-2.0-only
#
#   make run     boot stock and locked, attack both, print the table
#   make check   all tests, as in CI
#   make unit    core's tests alone, without QEMU or other people's sources
#   make audit   the policy against the supported releases of Xen
#   make docs    write the tables in docs/ anew
#   make prove   what core promises, for every input (CBMC)
#   make bench   what it costs, in instructions
#   make fuzz    each fuzz target for FUZZ_SECONDS
#   make clean   remove build/ (the cache of downloads and builds stays)

.PHONY: run check unit fuzz prove bench clean setup ready
.NOTPARALLEL:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

CFLAGS := -std=gnu11 -D_GNU_SOURCE -O2 -Wall -Wextra -Wconversion -Werror
FUZZ_SECONDS := 60

fetched := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/xen-lockdown/fetch
core := $(wildcard core/*.c)
shared := $(wildcard core/*.h policy/*.def abi/*.h)
xen_inputs := rig/build-xen rig/xen.config rig/weave xen core policy abi
base_inputs := $(fetched)/linux_source/sums rig/build-linux-base rig/dom0.config
linux_inputs := $(base_inputs) rig/build-linux rig/weave linux abi

run: ready
	@mkdir -p build/report
	@rig/boots rig/plan build/rogue build/report/attacks.json

check: setup
	@tests/integration/check

setup:
	@rig/step setup packages rig/setup

# Everything that a boot needs. What is in the cache already takes no time.
ready: setup
	@rig/step fetch binaries-and-sources rig/fetch stock_xen stock_linux stock_drivers xen_4_20 linux_source
	@rig/step build xen-4.20 rig/cached xen-4.20 $(fetched)/xen_4_20/sums $(xen_inputs) -- \
	    rig/build-xen $(fetched)/xen_4_20/source.tar.xz
	@rig/step build linux-base rig/cached linux-base $(base_inputs) -- \
	    rig/build-linux-base $(fetched)/linux_source/source.tar.xz
	@rig/step build linux rig/cached linux $(linux_inputs) -- rig/build-linux build/linux-base/tree
	@rig/step build ours $(MAKE) tools

# The oldest supported Xen: built, not booted.
.PHONY: xen-4.17
xen-4.17:
	@rig/step fetch xen_4_17 rig/fetch xen_4_17
	@rig/step build xen-4.17 rig/cached xen-4.17 $(fetched)/xen_4_17/sums $(xen_inputs) -- \
	    rig/build-xen $(fetched)/xen_4_17/source.tar.xz

# ---- our own programs ----

.PHONY: tools
tools: build/rig-boot build/rig-cpio build/rig-table build/firmware.efi build/rogue build/keys/snakeoil.key

build/rig-boot: $(addprefix rig/,boot.c vars.c vars.h) Makefile
build/rig-cpio: rig/cpio.c Makefile
build/rig-table: $(addprefix rig/,table.c plan.c plan.h) Makefile
build/rig-table: LDLIBS := -ljansson
build/rig-%:
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -o $@ $(filter %.c,$^) $(LDLIBS)

build/firmware.efi: rig/firmware.c Makefile
	@mkdir -p $(@D)
	$(CC) $(filter-out -O2,$(CFLAGS)) -Os -ffreestanding -fpie -fshort-wchar -mno-red-zone -fno-stack-protector \
	    -fno-asynchronous-unwind-tables -fno-ident -c -o $@.o $<
	ld -m i386pep --subsystem 10 --image-base 0x400000 --no-insert-timestamp -e efi_main -o $@ $@.o

build/rogue: $(wildcard rogue/user/*.c rogue/user/*.h abi/*.h) Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -Wno-conversion -static -Iabi -isystem $(fetched)/xen_4_20/include -o $@ $(filter %.c,$^)

# sbsign takes no passphrase: the firmware package's test key, without the one that all know.
build/keys/snakeoil.key:
	@mkdir -p $(@D)
	openssl pkey -passin pass:snakeoil -in /usr/share/ovmf/PkKek-1-snakeoil.key -out $@

# ---- the command xen-lockdown ----

tools: build/xen-lockdown

build/xen-lockdown: $(wildcard cli/*.c cli/*.h) $(core) $(shared) Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -o $@ $(filter %.c,$^) -ldw -lelf -ljansson

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

# ---- tests of core ----

unit_tests := $(patsubst tests/unit/%.c,build/unit/%,$(wildcard tests/unit/*_test.c))
fuzz_targets := $(patsubst tests/fuzz/%.c,build/fuzz/%,$(wildcard tests/fuzz/*_fuzz.c))

unit: $(unit_tests)
	@for test in $^; do \
	    $$test > $$test.log 2>&1 && echo "ok $${test#build/}" || { echo "FAIL $${test#build/}, see $$test.log"; failed=1; }; \
	done; exit $${failed:-0}

build/unit/%: tests/unit/%.c tests/unit/unit.h $(core) $(shared)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -g -fsanitize=address,undefined -fno-sanitize-recover -I. -Icore -o $@ $< $(core) -lcmocka

# Seeds are read, findings and new inputs stay in build/.
fuzz: $(fuzz_targets)
	@printf '%s\n' $(notdir $^) | xargs -P 2 -I NAME rig/fuzz NAME $(FUZZ_SECONDS)

build/fuzz/%: tests/fuzz/%.c $(core) $(shared)
	@mkdir -p $(@D)
	@clang -std=gnu11 -D_GNU_SOURCE -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=undefined \
	    -I. -Icore -o $@ $< $(core)

# ---- proofs and measures ----

proofs := $(patsubst tests/proof/%.c,%,$(wildcard tests/proof/*_proof.c))
proof_inputs := $(fetched)/cbmc_6_6/sums rig/prove core policy tests/proof

# What was proven once of the same files needs no second time.
prove: setup
	@rig/step fetch cbmc rig/fetch cbmc_6_6
	@rig/cached proofs $(proof_inputs) -- sh -c 'printf "%s\n" $(proofs) | xargs -n 1 -P 2 rig/prove > "$$1/results" || \
	    { cat "$$1/results"; exit 1; }' prove
	@cat build/proofs/results

bench: setup build/bench/gate_bench
	@mkdir -p build/report
	@build/bench/gate_bench

# As Xen compiles it: Config.mk, xen/Makefile and arch/x86/arch.mk of 4.20.
xen_cflags := -std=gnu99 -O2 -fomit-frame-pointer -ffreestanding -fno-builtin -fno-common -fno-strict-aliasing \
    -fno-stack-protector -fno-exceptions -fno-asynchronous-unwind-tables -fno-jump-tables -fpic -fvisibility=hidden \
    -fcf-protection=branch -mmanual-endbr -msoft-float -mno-mmx -mno-sse -mno-red-zone -mskip-rax-setup \
    -mindirect-branch=thunk-extern -mindirect-branch-register -mfunction-return=thunk-extern

build/bench/gate_bench: tests/bench/gate_bench.c core/gate.c $(shared) Makefile
	@mkdir -p $(@D)
	$(CC) $(xen_cflags) -g -Icore -c -o $@.gate.o core/gate.c
	$(CC) $(CFLAGS) -I. -Icore -o $@ $< $@.gate.o -ljansson

clean:
	rm -rf build
