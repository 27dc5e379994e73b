obj-$(CONFIG_LOCKDOWN) += lockdown/
