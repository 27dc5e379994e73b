// SPDX-License-Identifier: GPL-2.0-only
/*
 * The only program of the workload's domUs. As /init it says that the domain
 * runs, and answers each line on its console; as /sbin/poweroff, which the
 * kernel starts when the toolstack asks the domain to shut down, it ends it.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

int main(void)
{
    char line[100], type[16] = "?";
    struct utsname kernel;
    FILE *f;

    if ( getpid() != 1 )
        return reboot(RB_POWER_OFF);

    mkdir("/sys", 0755);
    if ( mount("sysfs", "/sys", "sysfs", 0, NULL) )
        perror("/sys");
    f = fopen("/sys/hypervisor/guest_type", "r");
    if ( f && fscanf(f, "%15s", type) != 1 )
        perror("guest_type");
    uname(&kernel);
    printf("domU up: %s, Linux %s\n", type, kernel.release);

    while ( fgets(line, sizeof(line), stdin) )
        printf("domU heard: %s", line);

    for ( ;; )
        pause();
}
