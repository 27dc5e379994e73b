# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
# Completion for bash, printed by xen-lockdown help --bash.
_xen_lockdown() {
    local word=${COMP_WORDS[COMP_CWORD]} words='' files=''
    case ${COMP_WORDS[1]}:${COMP_WORDS[COMP_CWORD - 1]} in
    audit:--xen) files='directory' ;;
    audit:--config) files='file' ;;
    policy:--class) words='KERNEL MEDIATED CONTROL PLATFORM BY_GROUP SAFE UNSAFE CHECKED' ;;
    policy:--hypercall) ;;
    cmdline:--level | sbat:--level) words='none integrity containment' ;;
    cmdline:--from) words='builtin signed file loader' ;;
    sbat:--from) ;;
    sbat:--fixed) ;;
    sbat:--generation) ;;
    sbat:--advisories) files='directory' ;;
    sbat:--revocations | image:--revocations) files='file' ;;
    image:--cfg) files='file' ;;
    image:--kernel) files='file' ;;
    image:--ramdisk) files='file' ;;
    image:--xsm) files='file' ;;
    image:--ucode) files='file' ;;
    image:--sbat) files='file' ;;
    image:--key) files='file' ;;
    image:--cert) files='file' ;;
    image:--sign-with) ;;
    image:--output) files='file' ;;
    image:--db) files='file' ;;
    image:--dbx) files='file' ;;
    image:--mok) files='file' ;;
    image:--mokx) files='file' ;;
    image:--variables) files='directory' ;;
    image:--by) words='firmware shim' ;;
    *)
        case $((COMP_CWORD > 1)):${COMP_WORDS[1]} in
        0:*) words='audit policy cmdline status domains domain console sbat image help --help --version' ;;
        1:audit) words='--xen --config --json --help' ;;
        1:policy) words='--class --hypercall --options --classes --refusals --fields --handlers --platform --hwdom --doors --markdown --json --help' ;;
        1:cmdline) words='--level --from --json --help' ;;
        1:status) words='--json --help' ;;
        1:domains) words='--json --help' ;;
        1:domain) words='pause unpause shutdown destroy event-channel --json --help' ;;
        1:console) words='--help' ;;
        1:sbat) words='show check advise --level --from --fixed --generation --advisories --revocations --json --help' ;;
        1:image) words='build inspect verify --revocations --cfg --kernel --ramdisk --xsm --ucode --sbat --key --cert --sign-with --unsigned --output --db --dbx --mok --mokx --variables --by --nx --json --help' ;;
        1:help) words='audit policy cmdline status domains domain console sbat image help --man --bash --help' ;;
        esac
        ;;
    esac
    if [ -n "$files" ]; then
        compopt -o filenames 2> /dev/null
        mapfile -t COMPREPLY < <(compgen -A "$files" -- "$word")
    else
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
    fi
}
complete -F _xen_lockdown xen-lockdown
