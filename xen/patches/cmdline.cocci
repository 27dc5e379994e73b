// SPDX-License-Identifier: GPL-2.0-only
// Decide on each option where the parser has matched it, so that what is decided on is what
// would be applied, and tell which of the two command lines is being parsed.

@@ @@
  #include <xen/lib.h>
+ #include <xen/lockdown.h>

// A bracketed option: what would be applied starts at the bracket.
@@
symbol param, true;
identifier rc, q;
symbol optval, key, optkey, p, opt_builtin_cmdline;
@@
  parse_params(...)
  {
    <...
    optval[-1] = '=';
-   rc = param->par.func(q);
+   rc = 0;
+   if ( lockdown_allows_option(param->name, q, false,
+                                                p - cmdline) )
+       rc = param->par.func(q);
    ...>
  }

// Every other option.
@@
symbol param, true;
identifier rc, found;
@@
  parse_params(...)
  {
    <...
    rc = 0;
    found = true;
+   if ( !lockdown_allows_option(param->name, optval, key != optkey,
+                                         p - cmdline) )
+       continue;
    ...>
  }

@@ @@
  cmdline_parse(...)
  {
    <...
+   lockdown_cmdline_builtin();
    _cmdline_parse(opt_builtin_cmdline);
    ...>
  }

@@
identifier cmdline;
@@
  cmdline_parse(const char *cmdline)
  {
    <...
+   lockdown_cmdline_boot();
    _cmdline_parse(cmdline);
    ...>
  }
