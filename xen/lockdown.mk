# SPDX-License-Identifier: GPL-2.0-only
obj-y += core/
obj-y += check.o
obj-y += cmdline.o
obj-y += contents.o
obj-y += control_op.o
obj-y += devices.o
obj-y += dom0.o
