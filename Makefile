# SPDX-License-Identifier: GPL-2.0-only
#
#   make run     boot stock and locked, attack both, print the table
#   make check   all tests, as in CI
#   make unit    tests of core, and of lib where Xen's headers are there; without QEMU
#   make audit   the policy against the supported releases of Xen
#   make docs    write the tables in docs/ anew
#   make prove   what core promises, for every input (CBMC)
#   make bench   what it costs, in instructions
#   make fuzz    each fuzz target for FUZZ_SECONDS
#   make boots   further boots, each for one question
#   make hooks   the hooks in the pristine sources, and where one finds no place
#   make soak    200 lives of a domU under a locked Xen (ten minutes)
#   make clean   remove build/ (the cache of downloads and builds stays)

# Proofs, counted instructions, further boots and hooks are cached: what was shown once of the same files needs no
# second time. What `make run` shows is shown each time.

.PHONY: run check unit fuzz prove bench soak boots hooks clean setup ready
.NOTPARALLEL:
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

CFLAGS := -std=gnu11 -D_GNU_SOURCE -O2 -Wall -Wextra -Wconversion -Werror
FUZZ_SECONDS := 120

fetched := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/xen-lockdown/fetch
core := $(wildcard core/*.c)
shared := $(wildcard core/*.h policy/*.def abi/*.h)
xen_inputs := rig/build-xen rig/xen.config weave xen core policy abi
base_inputs := $(fetched)/linux_source/sums rig/build-linux-base rig/dom0.config
linux_inputs := $(base_inputs) rig/build-linux weave linux abi

run: ready
	@mkdir -p build/report
	@rig/boots rig/plan build/rogue build/report/attacks.json

soak: ready
	@rig/boots tests/integration/soak

check: setup
	@tests/integration/check

setup:
	@rig/step setup packages rig/setup

# Everything that a boot needs. What is in the cache already takes no time.
ready: setup
	@rig/step fetch binaries-and-sources rig/fetch stock_xen stock_linux stock_drivers xen_4_20 linux_source toolstack
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

# The oldest supported Linux: what goes into it is compiled.
.PHONY: linux-6.1
linux-6.1:
	@rig/step fetch linux-6.1 rig/fetch linux_source_6_1
	@rig/step build linux-6.1 rig/cached linux-6.1 $(fetched)/linux_source_6_1/sums rig/build-linux-6.1 rig/dom0.config weave \
	    linux abi -- rig/build-linux-6.1 $(fetched)/linux_source_6_1/source.tar.xz

# ---- tests of what is woven ----

boots_inputs := $(addprefix $(fetched)/,stock_xen/sums stock_linux/sums stock_drivers/sums) build/xen-4.20/ build/xen-4.17/ \
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

# ---- our own programs ----

.PHONY: tools
tools: build/rig-boot build/rig-cpio build/rig-table build/firmware.efi build/rogue build/workload build/guest
tools: build/libxencall.so.1 build/keys/snakeoil.key

build/rig-boot: $(addprefix rig/,boot.c code.c code.h vars.c vars.h) Makefile
build/rig-cpio: rig/cpio.c Makefile
build/rig-table: $(addprefix rig/,table.c plan.c plan.h) Makefile
build/rig-table: LDLIBS := -ljansson
build/rig-%:
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -o $@ $(filter %.c,$^) $(LDLIBS)

# What works in dom0 with the distribution's toolstack, and in the domUs that it makes.
workload_guest := rig/workload/guest.c
build/workload: $(filter-out $(workload_guest),$(wildcard rig/workload/*.c)) rig/workload/workload.h Makefile
build/workload: abi/control_op.h
build/workload: CPPFLAGS := -Iabi -isystem $(fetched)/xen_4_20/include
build/guest: $(workload_guest) Makefile
build/workload build/guest:
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(CPPFLAGS) -static -o $@ $(filter %.c,$^)

build/firmware.efi: rig/firmware.c Makefile
	@mkdir -p $(@D)
	$(CC) $(filter-out -O2,$(CFLAGS)) -Os -ffreestanding -fpie -fshort-wchar -mno-red-zone -fno-stack-protector \
	    -fno-asynchronous-unwind-tables -fno-ident -c -o $@.o $<
	ld -m i386pep --subsystem 10 --image-base 0x400000 --no-insert-timestamp -e efi_main -o $@ $@.o

build/rogue: $(wildcard rogue/*.[ch] rogue/user/*.[ch] rogue/user/*/*.[ch] abi/*.h policy/*.def rogue/user/*/*.def) Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -Wno-conversion -static -Iabi -isystem $(fetched)/xen_4_20/include -o $@ $(filter %.c,$^)

# sbsign takes no passphrase: the firmware package's test key, without the one that all know.
build/keys/snakeoil.key:
	@mkdir -p $(@D)
	openssl pkey -passin pass:snakeoil -in /usr/share/ovmf/PkKek-1-snakeoil.key -out $@

# ---- the command xen-lockdown ----

tools: build/xen-lockdown

build/xen-lockdown: $(wildcard cli/*.[ch] cli/audit/*) $(core) $(shared) Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -o $@ $(filter %.c,$^) -ldw -lelf -ljansson

# For a dom0, whatever libraries it has: without the audit, which needs libdw.
tools: build/xen-lockdown-dom0

build/xen-lockdown-dom0: $(wildcard cli/*.[ch] cli/audit/*.def) $(core) $(shared) Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -static -o $@ $(filter %.c,$^) -ljansson

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

# ---- the library ----

library := $(wildcard lib/*.c)
library_inputs := $(wildcard lib/*.[ch]) lib/libxencall.map $(shared) Makefile

build/libxencall.so.1: $(library_inputs) build/lib/libxentoollog.so build/lib/libxentoolcore.so
	$(CC) $(CFLAGS) -fPIC -shared -Wl,-soname,$(@F),--version-script=lib/libxencall.map,-z,defs,-z,relro,-z,now \
	    -isystem $(fetched)/xen_4_20/include -o $@ $(library) $(filter %.so,$^)

# What the linker needs of the libraries that lie beside it: their names, and what it uses of them.
build/lib/libxentoollog.so: symbols := xtl_log xtl_createlogger_stdiostream xtl_logger_destroy
build/lib/libxentoolcore.so: symbols := $(addprefix xentoolcore__,register_active_handle deregister_active_handle \
    restrict_by_dup2_null)
build/lib/%.so: Makefile
	@mkdir -p $(@D)
	@echo 'VERS_1.0 { global: *; };' > $@.map
	@printf 'void %s(void) {}\n' $(symbols) | \
	    $(CC) -w -shared -nostdlib -fno-builtin -Wl,-soname,$*.so.1,--version-script=$@.map -x c -o $@ -

# ---- tests of core ----

unit_tests := $(patsubst tests/unit/%.c,build/unit/%,$(wildcard tests/unit/*_test.c))
fuzz_targets := $(patsubst tests/fuzz/%.c,build/fuzz/%,$(wildcard tests/fuzz/*_fuzz.c))

# The library's needs the headers of Xen, which are fetched: tests/integration/library-test sees to that.
unit: $(filter-out $(if $(wildcard $(fetched)/xen_4_20/include),,build/unit/xencall_test),$(unit_tests))
	@for test in $^; do \
	    $$test > $$test.log 2>&1 && echo "ok $${test#build/}" || { echo "FAIL $${test#build/}, see $$test.log"; failed=1; }; \
	done; exit $${failed:-0}

# The library's test plays the kernel.
build/unit/xencall_test: tests/unit/xencall_test.c tests/unit/unit.h $(library_inputs)
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -g -fsanitize=address,undefined -fno-sanitize-recover -isystem $(fetched)/xen_4_20/include \
	    -Wl,--wrap=open,--wrap=close,--wrap=ioctl -o $@ $< $(library) -lcmocka

# That of the verbs for dom0 plays the kernel and Xen.
dom0_verbs := $(addprefix cli/,status.c domain.c console.c control.c util.c)
build/unit/status_test: tests/unit/status_test.c tests/unit/unit.h $(dom0_verbs) cli/cli.h cli/control.h abi/control_op.h
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -g -fsanitize=address,undefined -fno-sanitize-recover -Wl,--wrap=open,--wrap=fopen,--wrap=ioctl \
	    -o $@ $< $(dom0_verbs) -ljansson -lcmocka

# The rig's watch over Xen's code.
build/unit/code_test: tests/unit/code_test.c tests/unit/unit.h rig/code.c rig/code.h
	@mkdir -p $(@D)
	@$(CC) $(CFLAGS) -g -fsanitize=address,undefined -fno-sanitize-recover -I. -o $@ $< rig/code.c -lcmocka

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
proof_inputs := $(fetched)/cbmc_6_6/sums rig/prove core policy abi tests/proof

prove: setup
	@rig/step fetch cbmc rig/fetch cbmc_6_6
	@rig/once proofs $(proof_inputs) -- sh -c 'printf "%s\n" $(proofs) | xargs -n 1 -P 2 rig/prove'

# What both sides of the comparison consist of. The rogue is not in it: it only starts the workload.
bench_inputs := $(addprefix $(fetched)/,stock_xen/sums stock_linux/sums stock_drivers/sums toolstack) \
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

build/bench/gate_bench: tests/bench/gate_bench.c core/gate.c $(shared) Makefile
	@mkdir -p $(@D)
	$(CC) $(xen_cflags) -g -Icore '-DLOCKDOWN_BLOCK_SPECULATION()=__asm__ volatile("lfence" ::: "memory")' \
	    -c -o $@.gate.o core/gate.c
	$(CC) $(CFLAGS) -I. -Icore -o $@ $< $@.gate.o -ljansson

build/bench/table: tests/bench/table.c Makefile
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) -o $@ $< -ljansson

clean:
	rm -rf build
