/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * May this boot option be applied, may that run-time parameter be written?
 * policy/cmdline.def is the answer. Here its rows are looked up, and its forms
 * are held against the value, which an attacker wrote (U-CFG, U-LOADOPT,
 * U-PARAM).
 *
 * A form is stricter than Xen's own parser: a value that is accepted here means
 * the same to Xen. So a number has no leading zero, which Xen
 * takes for octal; it has at most seven digits, with which no unit overflows;
 * and no part of a list is empty.
 */
#include "lockdown.h"

/* Text that carries its own limit; functions that take a part cut it off the front. */
struct text {
    const char *at;
    size_t left;
};

#define TEXT(literal)                                                          \
    {                                                                          \
        (literal), sizeof(literal) - 1                                         \
    }

enum rule {
    RULE_SAFE,
    RULE_UNSAFE,
    RULE_WORD,
    RULE_LIST,
    RULE_SERIAL,
};

struct row {
    struct text name;
    enum rule rule;
    struct text forms;
    const char *why;
};

#define SAFE                 RULE_SAFE, TEXT("")
#define UNSAFE               RULE_UNSAFE, TEXT("")
#define CHECKED(kind, forms) RULE_##kind, TEXT(forms)

static const struct row options[] = {
#define OPTION(name, class, why) { TEXT(name), class, why },
#define PARAM(name, class, why)
#include "../policy/cmdline.def"
#undef OPTION
#undef PARAM
};

static const struct row params[] = {
#define OPTION(name, class, why)
#define PARAM(name, class, why) { TEXT(name), class, why },
#include "../policy/cmdline.def"
#undef OPTION
#undef PARAM
};

/* As Xen spells a boolean. */
static const struct text words_on = TEXT("1 on yes true enable");
static const struct text words_off = TEXT("0 no off false disable");

/*
 * A serial port's rate, with the clock it is derived from; then its data,
 * parity and stop bits.
 */
static const struct text serial_rate = TEXT("# #/# auto auto/#");
static const struct text serial_frame = TEXT(
    "7n1 7n2 7o1 7o2 7e1 7e2 8n1 8n2 8o1 8o2 8e1 8e2");

static bool take(struct text *text, char c)
{
    if ( text->left == 0 || *text->at != c )
        return false;

    text->at++;
    text->left--;

    return true;
}

static bool take_prefix(struct text *text, struct text prefix)
{
    struct text rest = *text;

    for ( ; prefix.left != 0; prefix.at++, prefix.left-- )
        if ( !take(&rest, *prefix.at) )
            return false;

    *text = rest;

    return true;
}

static bool same(struct text a, struct text b)
{
    return take_prefix(&a, b) && a.left == 0;
}

/*
 * Take what stands before the next @separator, and it as well. Returns whether
 * there was one.
 */
static bool split(struct text *text, char separator, struct text *part)
{
    *part = (struct text){ text->at, 0 };

    while ( text->left != 0 )
    {
        if ( take(text, separator) )
            return true;

        text->at++;
        text->left--;
        part->left++;
    }

    return false;
}

static bool is_one_of(struct text words, struct text word)
{
    struct text one;
    bool more;

    do
    {
        more = split(&words, ' ', &one);
        if ( same(word, one) )
            return true;
    } while ( more );

    return false;
}

static bool is_digit(const struct text *text)
{
    return text->left != 0 && *text->at >= '0' && *text->at <= '9';
}

static bool take_number(struct text *text)
{
    unsigned int digits;

    if ( take(text, '0') )
        return !is_digit(text);

    for ( digits = 0; is_digit(text); digits++ )
        take(text, *text->at);

    return digits >= 1 && digits <= 7;
}

static bool take_size(struct text *text)
{
    static const struct text units = TEXT("bBkKmMgGtT");
    size_t i;

    if ( !take_number(text) )
        return false;

    for ( i = 0; i < units.left; i++ )
        if ( take(text, units.at[i]) )
            break;

    return true;
}

static bool is_spelt(struct text form, struct text part)
{
    for ( ; form.left != 0; form.at++, form.left-- )
    {
        bool taken;

        switch ( *form.at )
        {
        case '#':
            taken = take_number(&part);
            break;
        case '$':
            taken = take_size(&part);
            break;
        default:
            taken = take(&part, *form.at);
            break;
        }

        if ( !taken )
            return false;
    }

    return part.left == 0;
}

/*
 * Does @part turn the switch @name on, or off? Without a name, it is a boolean
 * by itself.
 */
static bool is_switched(struct text name, struct text part, bool on)
{
    static const struct text no = TEXT("no-");
    struct text value = part;

    if ( name.left == 0 )
        return is_one_of(on ? words_on : words_off, part);

    if ( take_prefix(&value, name) )
    {
        if ( value.left == 0 )
            return on;

        return take(&value, '=') && is_one_of(on ? words_on : words_off, value);
    }

    return !on && take_prefix(&value, no) && same(value, name);
}

static bool has_form(struct text form, struct text part)
{
    static const struct text nothing = TEXT(".");

    if ( same(form, nothing) )
        return part.left == 0;
    if ( take(&form, '+') )
        return is_switched(form, part, true);
    if ( take(&form, '!') )
        return is_switched(form, part, false);
    if ( take(&form, '~') )
        return is_switched(form, part, true) || is_switched(form, part, false);

    return is_spelt(form, part);
}

static bool has_a_form(struct text forms, struct text part)
{
    struct text form;
    bool more;

    do
    {
        more = split(&forms, ' ', &form);
        if ( has_form(form, part) )
            return true;
    } while ( more );

    return false;
}

static bool is_list(struct text forms, struct text value)
{
    struct text part;
    bool more;

    if ( value.left == 0 )
        return has_a_form(forms, value);

    do
    {
        more = split(&value, ',', &part);
        if ( part.left == 0 || !has_a_form(forms, part) )
            return false;
    } while ( more );

    return true;
}

/*
 * Xen takes the parts of com1= in order (rate, frame, I/O base, interrupt, PCI
 * address) until the first that is spelt name=value, and all from there on by
 * their names. The place is what makes a number an I/O base, so a third part
 * must have a name. No value is the default.
 */
static bool is_serial(struct text named, struct text value)
{
    const struct text *const in_order[] = { &serial_rate, &serial_frame };
    const unsigned int nr = sizeof(in_order) / sizeof(in_order[0]);
    unsigned int next = 0;
    struct text part;
    bool more = value.left != 0;

    while ( more )
    {
        more = split(&value, ',', &part);

        if ( has_a_form(named, part) )
            next = nr;
        else if ( next == nr || !has_a_form(*in_order[next++], part) )
            return false;
    }

    return true;
}

static bool allows(const struct row *row, struct text value)
{
    switch ( row->rule )
    {
    case RULE_SAFE:
        return true;
    case RULE_UNSAFE:
        return false;
    case RULE_WORD:
        return has_a_form(row->forms, value);
    case RULE_LIST:
        return is_list(row->forms, value);
    case RULE_SERIAL:
        return is_serial(row->forms, value);
    }

    return false;
}

static bool decide(const struct row *rows, size_t nr, struct text name,
                   struct text value, const char **why)
{
    const char *reason = lockdown_refusal_text(LOCKDOWN_REFUSAL_NOT_LISTED);
    size_t i;

    for ( i = 0; i < nr; i++ )
    {
        if ( !same(rows[i].name, name) )
            continue;

        if ( allows(&rows[i], value) )
            return true;

        reason = rows[i].why;
        break;
    }

    if ( why != NULL )
        *why = reason;

    return false;
}

bool lockdown_cmdline_allows(enum lockdown_level level,
                             enum lockdown_source source,
                             const struct lockdown_option *option,
                             const char **why)
{
    static const struct text no = TEXT("no"), malformed = TEXT("no-...=");
    const struct text name = { option->name, option->name_len };
    struct text value = { option->value, option->value_len };

    if ( level == LOCKDOWN_NONE || lockdown_source_trusted(source) )
        return true;

    /*
     * Xen reads no-NAME as NAME=no. With a value as well it is malformed, and
     * no form fits.
     */
    if ( option->negated )
        value = value.left == 0 ? no : malformed;

    return decide(options, sizeof(options) / sizeof(options[0]), name, value,
                  why);
}

bool lockdown_param_allows(enum lockdown_level level, const char *name,
                           size_t name_len, const char **why)
{
    static const struct text nothing = TEXT("");

    if ( level == LOCKDOWN_NONE )
        return true;

    return decide(params, sizeof(params) / sizeof(params[0]),
                  (struct text){ name, name_len }, nothing, why);
}

size_t lockdown_cmdline_keep(size_t len, size_t signed_len, size_t separator)
{
    static const struct text dashes = TEXT(" -- ");

    if ( separator >= len || signed_len > len )
        return len;

    return separator + dashes.left <= signed_len ? signed_len : separator;
}
