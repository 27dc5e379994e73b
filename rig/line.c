/* SPDX-License-Identifier: GPL-2.0-only */
#include "line.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

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

const char *line_raise(const char *path)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    const int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    FILE *socket = fd < 0 ? NULL : fdopen(fd, "r+");
    bool raised;

    snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
    if ( !socket ||
         connect(fd, (const struct sockaddr *)&address, sizeof(address)) )
        return "no test socket of QEMU's";
    setvbuf(socket, NULL, _IONBF, 0);
    raised = raise_line(socket);
    fclose(socket);

    return raised ? NULL : "QEMU does not raise the line";
}
