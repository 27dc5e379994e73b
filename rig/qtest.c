/* SPDX-License-Identifier: GPL-2.0-only */
#include "qtest.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* The message to all processors, and a vector that they do not take. */
#define ALL_PROCESSORS 0xfeeff000U
#define NO_INTERRUPT   15

/* The device's configuration space, by q35's window as OVMF places it. */
#define CONFIG       0xb0080000U
#define COMMAND      0x4
#define MEMORY_SPACE 0x2U
#define BAR_0        0x10

/* Registers in the device's memory: why the line is raised, and what raises it. */
#define RAISED 0x24
#define RAISE  0x60

/* A command and QEMU's answer, "OK" or "OK VALUE". */
static bool ask(FILE *socket, uint32_t *value, const char *command, uint32_t at,
                uint32_t operand)
{
    char line[128];

    fprintf(socket, "%s 0x%x 0x%x\n", command, at, operand);
    fflush(socket);
    do
        if ( !fgets(line, sizeof(line), socket) )
            return false;
    while ( !strncmp(line, "IRQ", 3) );
    *value = (uint32_t)strtoull(line + 2, NULL, 16);

    return !strncmp(line, "OK", 2);
}

static bool raise_line(FILE *socket)
{
    uint32_t command, memory, raised, none;

    return ask(socket, &command, "readl", CONFIG + COMMAND, 0) &&
           ask(socket, &none, "writel", CONFIG + COMMAND,
               command | MEMORY_SPACE) &&
           ask(socket, &memory, "readl", CONFIG + BAR_0, 0) &&
           ask(socket, &none, "writel", (memory & ~0xfU) + RAISE, 1) &&
           ask(socket, &raised, "readl", (memory & ~0xfU) + RAISED, 0) &&
           raised == 1;
}

static bool wake(FILE *socket)
{
    uint32_t none;

    return ask(socket, &none, "writel", ALL_PROCESSORS, NO_INTERRUPT);
}

static bool talk(const char *path, bool (*what)(FILE *socket))
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    FILE *socket = fd < 0 ? NULL : fdopen(fd, "r+");
    bool done;

    if ( !socket )
        return false;
    snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    setvbuf(socket, NULL, _IONBF, 0);
    done = !connect(fd, (const struct sockaddr *)&address, sizeof(address)) &&
           what(socket);
    fclose(socket);

    return done;
}

bool qtest_raise_line(const char *path)
{
    return talk(path, raise_line);
}

bool qtest_wake(const char *path)
{
    return talk(path, wake);
}
