# SPDX-License-Identifier: GPL-2.0-only
CFLAGS-y += -DLOCKDOWN_DEFAULT_LEVEL=$(CONFIG_LOCKDOWN_DEFAULT_LEVEL)

obj-y += $(patsubst $(src)/%.c,%.o,$(sort $(wildcard $(src)/*.c)))
