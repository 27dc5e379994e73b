// SPDX-License-Identifier: GPL-2.0-only
// The pages of a mapping are counted along the list of the file's pages when it is made, and along the list of all
// pages when it goes. Where another file's page lies between two of them, the two differ, and a page is freed that is
// still in use (L-GNTALLOC). Such a run is no run.

@@
symbol gref, rv, index;
@@
 find_grefs(...)
 {
 <...
 if (gref->file_index != index)
    return NULL;
+	if (gref != rv && list_prev_entry(gref, next_file) != list_prev_entry(gref, next_gref))
+		return NULL;
 ...>
 }
