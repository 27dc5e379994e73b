/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An EFI program that starts \xen.efi on a firmware which says of Secure Boot
 * what the program's load options tell it to say: "absent", "unreadable", or
 * ATTRIBUTES:HEX, for example "6:01". No firmware to be had would lie so, and
 * OVMF corrects a variable that is planted in its store.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EFIAPI               __attribute__((ms_abi))
#define EFI_BUFFER_TOO_SMALL (1ULL << 63 | 5)
#define EFI_DEVICE_ERROR     (1ULL << 63 | 7)
#define EFI_NOT_FOUND        (1ULL << 63 | 14)
#define EFI_LOADER_DATA      2
#define READ                 1

typedef uint16_t char16;

struct guid {
    uint32_t a;
    uint16_t b, c;
    uint8_t d[8];
};

/* Of each table only what is used; the rest is counted in pointers. */

struct file {
    uint64_t revision;
    EFIAPI uint64_t (*open)(struct file *, struct file **, const char16 *,
                            uint64_t, uint64_t);
    void *close, *delete;
    EFIAPI uint64_t (*read)(struct file *, uint64_t *size, void *);
    void *write, *get_position;
    EFIAPI uint64_t (*set_position)(struct file *, uint64_t);
};

struct file_system {
    uint64_t revision;
    EFIAPI uint64_t (*open_volume)(struct file_system *, struct file **);
};

struct loaded_image {
    uint64_t revision;
    void *parent, *system;
    void *device;
    void *path, *reserved;
    uint32_t options_size;
    const char16 *options;
};

struct boot_services {
    uint64_t header[3];
    void *before_allocate_pool[5];
    EFIAPI uint64_t (*allocate_pool)(uint32_t type, uint64_t size, void **);
    void *before_handle_protocol[10];
    EFIAPI uint64_t (*handle_protocol)(void *handle, const struct guid *,
                                       void *);
    void *before_load_image[5];
    EFIAPI uint64_t (*load_image)(bool, void *parent, void *path, void *,
                                  uint64_t, void **image);
    EFIAPI uint64_t (*start_image)(void *image, uint64_t *, char16 **);
};

typedef EFIAPI uint64_t get_variable(const char16 *name, const struct guid *,
                                     uint32_t *attributes, uint64_t *size,
                                     void *data);

struct runtime_services {
    uint64_t header[3];
    void *before_get_variable[6];
    get_variable *get_variable;
};

struct system_table {
    uint64_t header[3];
    void *before_runtime[8];
    struct runtime_services *runtime;
    struct boot_services *boot;
};

static get_variable *original;
static uint64_t status;
static uint32_t attributes;
static uint8_t data[16];
static uint64_t size;

static bool is_secure_boot(const char16 *name)
{
    static const char16 wanted[] = u"SecureBoot";
    unsigned int i = 0;

    while ( name[i] == wanted[i] && wanted[i] )
        i++;
    return name[i] == wanted[i];
}

static EFIAPI uint64_t answer(const char16 *name, const struct guid *vendor,
                              uint32_t *attrs, uint64_t *room, void *to)
{
    if ( !is_secure_boot(name) )
        return original(name, vendor, attrs, room, to);
    if ( status )
        return status;
    if ( attrs )
        *attrs = attributes;
    if ( *room < size )
    {
        *room = size;
        return EFI_BUFFER_TOO_SMALL;
    }
    *room = size;
    for ( uint64_t i = 0; i < size; i++ )
        ((uint8_t *)to)[i] = data[i];
    return 0;
}

static unsigned int digit(char16 c)
{
    return c <= '9' ? c - (unsigned int)'0' : c - (unsigned int)'a' + 10;
}

static void parse(const char16 *options)
{
    if ( options[0] == 'a' )
        status = EFI_NOT_FOUND;
    else if ( options[0] == 'u' )
        status = EFI_DEVICE_ERROR;
    else
    {
        attributes = digit(options[0]);
        for ( const char16 *at = options + 2;
              at[0] && at[1] && size < sizeof(data); at += 2 )
            data[size++] = (uint8_t)(digit(at[0]) << 4 | digit(at[1]));
    }
}

EFIAPI uint64_t efi_main(void *self, struct system_table *system)
{
    static const struct guid image_guid = { 0x5b1b31a1,
                                            0x9562,
                                            0x11d2,
                                            { 0x8e, 0x3f, 0, 0xa0, 0xc9, 0x69,
                                              0x72, 0x3b } };
    static const struct guid file_system_guid = { 0x964e5b22,
                                                  0x6459,
                                                  0x11d2,
                                                  { 0x8e, 0x39, 0, 0xa0, 0xc9,
                                                    0x69, 0x72, 0x3b } };
    uint64_t xen_size = 64 << 20, error;
    struct loaded_image *image, *started;
    struct file_system *volume;
    struct file *root, *file;
    void *xen, *handle;

    if ( (error = system->boot->handle_protocol(self, &image_guid, &image)) ||
         (error = system->boot->handle_protocol(image->device,
                                                &file_system_guid, &volume)) ||
         (error = volume->open_volume(volume, &root)) ||
         (error = root->open(root, &file, u"\\xen.efi", READ, 0)) ||
         (error = system->boot->allocate_pool(EFI_LOADER_DATA, xen_size,
                                              &xen)) ||
         (error = file->read(file, &xen_size, xen)) ||
         (error = system->boot->load_image(false, self, NULL, xen, xen_size,
                                           &handle)) ||
         (error = system->boot->handle_protocol(handle, &image_guid,
                                                &started)) )
        return error;
    started->device = image->device;
    started->path = image->path;

    parse(image->options);
    original = system->runtime->get_variable;
    system->runtime->get_variable = answer;
    return system->boot->start_image(handle, NULL, NULL);
}
