// SPDX-License-Identifier: GPL-2.0-only
/*
 * What dom0 leaves to the next start: a boot entry that efibootmgr makes, and the
 * clock. The machine restarts once. That it has, a mark on the disk tells.
 */
#include "workload.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <linux/rtc.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/reboot.h>
#include <unistd.h>

#define LABEL "held over"
#define YEAR  2033

/* A disk with one partition, which is what a boot entry names. */
static const unsigned char mark[512] = {
    [440] = 'h',  'e',  'l', 'd', [450] = 0xef, /* an EFI system partition */
    [455] = 0x08,                               /* from sector 0x800 on */
    [459] = 0x08,                               /* 0x800 of them */
    [510] = 0x55, 0xaa,
};

static bool has_restarted(int disk)
{
    unsigned char begin[sizeof(mark)];

    return pread(disk, begin, sizeof(begin), 0) == sizeof(begin) &&
           !memcmp(begin, mark, sizeof(mark));
}

/* Not while the kernel is still looking for what was there before. */
static bool read_again(const void *disk)
{
    return !ioctl(*(const int *)disk, BLKRRPART);
}

static bool set_mark(int disk)
{
    return pwrite(disk, mark, sizeof(mark), 0) == sizeof(mark) &&
           !fsync(disk) && within(30, read_again, &disk);
}

static bool has_entry(void)
{
    return run("efibootmgr", (char *)NULL) && strstr(output, LABEL);
}

static bool make_entry(void)
{
    return run("efibootmgr", "--create", "--disk", DISK, "--part", "1",
               "--label", LABEL, "--loader", "\\held.efi", (char *)NULL) &&
           has_entry();
}

static int open_clock(void)
{
    return open("/dev/rtc0", O_RDONLY | O_CLOEXEC);
}

static bool set_clock(void)
{
    const struct rtc_time then = { .tm_year = YEAR - 1900, .tm_mday = 3 };
    const int clock = open_clock();
    const bool done = !ioctl(clock, RTC_SET_TIME, &then);

    close(clock);
    return done;
}

static int year(void)
{
    struct rtc_time time = { .tm_year = -1900 };
    const int clock = open_clock();

    ioctl(clock, RTC_RD_TIME, &time);
    close(clock);
    return time.tm_year + 1900;
}

void check_restart(void)
{
    const int disk = wait_for_disk() ? open(DISK, O_RDWR | O_CLOEXEC) : -1;
    bool entry, clock;

    if ( !has_restarted(disk) )
    {
        if ( !set_mark(disk) )
            control("restart", false, "the disk keeps nothing: %m");
        else if ( entry = make_entry(), clock = set_clock(), !entry || !clock )
            control("restart", false, "%s",
                    entry ? "the clock cannot be set" : last_line());
        else
        {
            sync();
            reboot(RB_AUTOBOOT);
            control("restart", false, "the machine goes on");
        }
        return;
    }

    entry = has_entry();
    control("boot-entry", entry, "%s",
            entry ? "what efibootmgr made is there after a restart"
                  : last_line());
    control("clock", year() == YEAR, "the year %d, set to %d before a restart",
            year(), YEAR);
    check_disk();
    check_network();
}
