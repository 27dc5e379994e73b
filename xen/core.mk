# SPDX-License-Identifier: GPL-2.0-only
CFLAGS-y += -DLOCKDOWN_DEFAULT_LEVEL=$(CONFIG_LOCKDOWN_DEFAULT_LEVEL)

obj-y += bind.o
obj-y += cmdline.o
obj-y += dom0.o
obj-y += efi.o
obj-y += gate.o
obj-y += level.o
obj-y += platform.o
obj-y += source.o
