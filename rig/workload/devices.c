// SPDX-License-Identifier: GPL-2.0-only
/*
 * A disk and a network card at work. Both have drivers that know nothing of Xen;
 * what they move is looked at byte by byte.
 */
#include "workload.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

#define DRIVER "e1000e"

static bool is_there(const void *path)
{
    return !access(path, F_OK);
}

bool wait_for_disk(void)
{
    return within(60, is_there, DISK);
}

/* What is written past all caches is read past them again. */
void check_disk(void)
{
    enum { SIZE = 4 << 20, ALIGNMENT = 4096, AT = 8 << 20 };
    const int disk = wait_for_disk() ? open(DISK, O_RDWR | O_DIRECT | O_CLOEXEC)
                                     : -1;
    unsigned char *written = aligned_alloc(ALIGNMENT, SIZE),
                  *read = aligned_alloc(ALIGNMENT, SIZE);
    bool same = false;

    if ( disk >= 0 && written && read )
    {
        for ( size_t i = 0; i < SIZE; i += 256 )
            if ( getrandom(written + i, 256, 0) != 256 )
                abort();
        memset(read, 0, SIZE);
        same = pwrite(disk, written, SIZE, AT) == SIZE && !fdatasync(disk) &&
               pread(disk, read, SIZE, AT) == SIZE &&
               !memcmp(written, read, SIZE);
    }
    control("disk", same, "%s",
            disk < 0 ? "no disk"
            : same   ? "what was written is read"
                     : "what was written is not read");
    free(written);
    free(read);
    close(disk);
}

/* The name of the interface that the card's driver has, "" if it has none. */
static const char *interface(void)
{
    static char name[IFNAMSIZ];
    DIR *all = opendir("/sys/class/net");
    struct dirent *entry;

    while ( all && !*name && (entry = readdir(all)) )
    {
        char path[300], driver[128] = "";

        snprintf(path, sizeof(path), "/sys/class/net/%s/device/driver",
                 entry->d_name);
        if ( readlink(path, driver, sizeof(driver) - 1) > 0 &&
             strstr(driver, DRIVER) )
            snprintf(name, sizeof(name), "%.15s", entry->d_name);
    }
    if ( all )
        closedir(all);

    return name;
}

static bool has_interface(const void *unused)
{
    (void)unused;
    return *interface();
}

static struct sockaddr_in address(const char *text, unsigned int port)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)port) };

    inet_pton(AF_INET, text, &address.sin_addr);
    return address;
}

static bool configure_interface(void)
{
    const int any = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in own = address("10.0.2.15", 0),
                       mask = address("255.255.255.0", 0);
    struct ifreq request = { 0 };
    bool done;

    snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", interface());
    memcpy(&request.ifr_addr, &own, sizeof(own));
    done = !ioctl(any, SIOCSIFADDR, &request);
    memcpy(&request.ifr_netmask, &mask, sizeof(mask));
    done = done && !ioctl(any, SIOCSIFNETMASK, &request);
    request.ifr_flags = IFF_UP;
    done = done && !ioctl(any, SIOCSIFFLAGS, &request);
    close(any);

    return done;
}

static int connection = -1;

/* Whoever is connected to there sends back what it is sent. */
static bool is_connected(const void *unused)
{
    const struct timeval patience = { .tv_sec = 60 };
    const struct sockaddr_in echo = address("10.0.2.100", 7);

    (void)unused;
    connection = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience,
               sizeof(patience));
    if ( !connect(connection, (const struct sockaddr *)&echo, sizeof(echo)) )
        return true;
    close(connection);

    return false;
}

static bool echoes(void)
{
    enum { ROUNDS = 64 };
    unsigned char sent[8192], got[sizeof(sent)];

    for ( unsigned int i = 0; i < ROUNDS; i++ )
    {
        memset(got, 0, sizeof(got));
        if ( getrandom(sent, sizeof(sent), 0) != sizeof(sent) ||
             send(connection, sent, sizeof(sent), 0) != sizeof(sent) ||
             recv(connection, got, sizeof(got), MSG_WAITALL) != sizeof(got) ||
             memcmp(sent, got, sizeof(sent)) )
            return false;
    }

    return true;
}

void check_network(void)
{
    const bool found = within(60, has_interface, NULL);
    const bool up = found && configure_interface() &&
                    within(60, is_connected, NULL);
    const bool same = up && echoes();

    control("network", same, "%s",
            !found ? "no interface of a network card"
            : !up  ? "nobody answers"
            : same ? "512 KiB came back as they were sent"
                   : "what came back is not what was sent");
    if ( up )
        close(connection);
}
