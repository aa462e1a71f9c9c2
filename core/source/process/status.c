/* SPDX-License-Identifier: Apache-2.0 */
#include "source/process/status.h"

#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PF_KTHREAD 0x00200000 /* of the kernel's include/linux/sched.h */

static gboolean
read_file (pid_t pid, const char *name, char **text, gsize *length)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/%s", (int)pid, name);
  return g_file_get_contents (path, text, length, NULL);
}

static const char *
field (const char *text, const char *name)
{
  gsize length = strlen (name);
  for (const char *line = text; line != NULL && *line != '\0';) {
    if (strncmp (line, name, length) == 0 && line[length] == ':')
      return line + length + 1 + strspn (line + length + 1, " \t");
    line = strchr (line, '\n');
    if (line != NULL)
      line++;
  }
  return NULL;
}

static guint64
number (const char *text, const char *name)
{
  const char *value = field (text, name);
  return value != NULL ? g_ascii_strtoull (value, NULL, 10) : 0;
}

static char *
user_name (uid_t uid)
{
  struct passwd entry, *found = NULL;
  char buffer[4096];

  if (getpwuid_r (uid, &entry, buffer, sizeof buffer, &found) != 0 || found == NULL)
    return NULL;
  return g_strdup (found->pw_name);
}

gboolean
hp_process_status_read (pid_t pid, HpProcessStatus *out)
{
  g_autofree char *text = NULL;
  const char *value;
  guint real = 0, effective = 0;

  if (pid <= 0 || !read_file (pid, "status", &text, NULL))
    return FALSE;
  memset (out, 0, sizeof *out);
  out->pid = pid;
  out->parent = (pid_t)number (text, "PPid");
  out->tracer = (pid_t)number (text, "TracerPid");
  out->threads = (guint)number (text, "Threads");
  out->resident = number (text, "VmRSS") * 1024;
  value = field (text, "State");
  out->state = value != NULL ? value[0] : '?';
  value = field (text, "Uid");
  if (value != NULL && sscanf (value, "%u %u", &real, &effective) == 2)
    out->uid = effective;
  out->user = user_name (out->uid);
  value = field (text, "Name");
  out->name = value != NULL ? g_strndup (value, strcspn (value, "\n")) : g_strdup ("?");
  return TRUE;
}

void
hp_process_status_clear (HpProcessStatus *self)
{
  g_clear_pointer (&self->user, g_free);
  g_clear_pointer (&self->name, g_free);
}

/* The last number is that of the innermost namespace of process numbers. */
static guint64
own_number (const char *status)
{
  const char *numbers = field (status, "NSpid");
  guint64 last = number (status, "Pid");

  while (numbers != NULL && g_ascii_isdigit (*numbers)) {
    char *end;
    last = g_ascii_strtoull (numbers, &end, 10);
    numbers = end + strspn (end, "\t ");
  }
  return last;
}

static char *
dup_thread_name (const char *status)
{
  const char *name = field (status, "Name");
  g_autofree char *bytes = name != NULL ? g_strndup (name, strcspn (name, "\n")) : NULL;

  return bytes != NULL ? g_utf8_make_valid (bytes, -1) : NULL;
}

/* A thread that is not named has the name of the one that started it. */
GHashTable *
hp_process_dup_thread_names (pid_t pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/task", (int)pid), *main_status = NULL;
  g_autofree char *main_name = NULL;
  g_autoptr (GDir) tasks = g_dir_open (path, 0, NULL);
  const char *task;
  GHashTable *names;

  if (tasks == NULL || !read_file (pid, "status", &main_status, NULL))
    return NULL;
  main_name = dup_thread_name (main_status);
  names = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  while ((task = g_dir_read_name (tasks)) != NULL) {
    g_autofree char *file = g_strdup_printf ("task/%s/status", task), *status = NULL;
    g_autofree char *name = NULL;
    guint64 own;
    if (!read_file (pid, file, &status, NULL))
      continue;
    name = dup_thread_name (status);
    own = own_number (status);
    if (name != NULL && *name != '\0' && g_strcmp0 (name, main_name) != 0)
      g_hash_table_insert (names, g_memdup2 (&own, sizeof own), g_steal_pointer (&name));
  }
  return names;
}

char
hp_thread_state (pid_t pid, pid_t tid)
{
  g_autofree char *name = g_strdup_printf ("task/%d/status", (int)tid);
  g_autofree char *text = NULL;
  const char *value;

  if (!read_file (pid, name, &text, NULL))
    return '\0';
  value = field (text, "State");
  return value != NULL ? value[0] : '\0';
}

static gboolean
thread_stands_still (pid_t pid, const char *tid, guint64 *switches)
{
  g_autofree char *name = g_strdup_printf ("task/%s/status", tid);
  g_autofree char *text = NULL;
  const char *state;

  if (!read_file (pid, name, &text, NULL))
    return FALSE;
  state = field (text, "State");
  *switches += number (text, "voluntary_ctxt_switches");
  *switches += number (text, "nonvoluntary_ctxt_switches");
  return state != NULL && strchr ("tTZX", state[0]) != NULL;
}

gboolean
hp_process_stands_still (pid_t pid, guint64 *switches)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/task", (int)pid);
  g_autoptr (GDir) threads = g_dir_open (path, 0, NULL);
  gboolean still = threads != NULL;
  const char *tid;

  *switches = 0;
  while (still && (tid = g_dir_read_name (threads)) != NULL)
    still = thread_stands_still (pid, tid, switches);
  return still;
}

guint64
hp_process_resident (pid_t pid)
{
  g_autofree char *text = NULL;
  unsigned long long total, resident;

  if (!read_file (pid, "statm", &text, NULL) || sscanf (text, "%llu %llu", &total, &resident) != 2)
    return 0;
  return (guint64)resident * (guint64)sysconf (_SC_PAGESIZE);
}

gboolean
hp_process_has_capability (pid_t pid, guint capability)
{
  g_autofree char *text = NULL;
  const char *value;

  if (!read_file (pid, "status", &text, NULL))
    return FALSE;
  value = field (text, "CapEff");
  return value != NULL && (g_ascii_strtoull (value, NULL, 16) >> capability & 1) != 0;
}

/* A number of /proc/PID/stat, counted as in proc(5): the third is the state. */
static guint64
stat_number (pid_t pid, guint which)
{
  g_autofree char *text = NULL;
  const char *rest;

  if (!read_file (pid, "stat", &text, NULL))
    return 0;
  rest = strrchr (text, ')'); /* the name may hold anything, spaces and brackets too */
  for (guint i = 2; rest != NULL && i < which; i++)
    rest = strchr (rest + 1, ' ');
  return rest != NULL ? g_ascii_strtoull (rest + 1, NULL, 10) : 0;
}

guint
hp_process_n_threads (pid_t pid)
{
  return (guint)stat_number (pid, 20);
}

gboolean
hp_process_is_kernel_thread (pid_t pid)
{
  return (stat_number (pid, 9) & PF_KTHREAD) != 0;
}

guint64
hp_process_start_time (pid_t pid)
{
  return stat_number (pid, 22);
}

/* python3 -c START DRIVER MARK → python3 SCRIPT; python3 as long as it has run none. */
static void
tell_child (pid_t pid, GPtrArray *arguments)
{
  g_autofree char *program = g_path_get_basename (arguments->pdata[0]);
  HpProcessStatus status;

  g_ptr_array_set_size (arguments, 1);
  if (!hp_process_status_read (pid, &status))
    return;
  if (!g_str_has_prefix (program, status.name))
    g_ptr_array_add (arguments, g_strdup (status.name));
  hp_process_status_clear (&status);
}

static GPtrArray *
read_arguments (pid_t pid)
{
  GPtrArray *arguments = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = NULL;
  gsize length = 0;

  if (!read_file (pid, "cmdline", &text, &length))
    return arguments;
  for (gsize at = 0; at < length; at += strlen (text + at) + 1)
    g_ptr_array_add (arguments, g_utf8_make_valid (text + at, -1));
  if (arguments->len == 5 && g_str_equal (arguments->pdata[4], HP_CHILD_MARK))
    tell_child (pid, arguments);
  return arguments;
}

static gboolean
needs_quotes (const char *text)
{
  if (*text == '\0')
    return TRUE;
  for (; *text != '\0'; text++)
    if ((guchar)*text < 0x80 && !g_ascii_isalnum (*text) && strchr ("-_./:=,+@%", *text) == NULL)
      return TRUE;
  return FALSE;
}

char *
hp_process_dup_command (pid_t pid)
{
  g_autoptr (GPtrArray) arguments = read_arguments (pid);
  GString *command = g_string_new (NULL);

  for (guint i = 0; i < arguments->len; i++) {
    const char *argument = g_ptr_array_index (arguments, i);
    if (i > 0)
      g_string_append_c (command, ' ');
    if (needs_quotes (argument)) {
      g_autofree char *quoted = g_shell_quote (argument);
      g_string_append (command, quoted);
    } else
      g_string_append (command, argument);
  }
  return g_string_free (command, FALSE);
}

/* python3 -X dev -m flask run  →  flask; python3 app.py  →  app.py; python3 -c …  →  python3 -c */
char *
hp_process_dup_title (pid_t pid)
{
  g_autoptr (GPtrArray) arguments = read_arguments (pid);
  g_autofree char *program = NULL;
  HpProcessStatus status;
  char *name;

  if (arguments->len == 0) {
    if (!hp_process_status_read (pid, &status))
      return g_strdup ("?");
    name = g_steal_pointer (&status.name);
    hp_process_status_clear (&status);
    return name;
  }
  program = g_path_get_basename (g_ptr_array_index (arguments, 0));
  for (guint i = 1; i < arguments->len; i++) {
    const char *argument = g_ptr_array_index (arguments, i);
    if (g_str_equal (argument, "-m") && i + 1 < arguments->len)
      return g_strdup (g_ptr_array_index (arguments, i + 1));
    if (g_str_equal (argument, "-c"))
      return g_strdup_printf ("%s -c", program);
    if (g_str_equal (argument, "-X") || g_str_equal (argument, "-W"))
      i++;
    else if (argument[0] != '-')
      return g_path_get_basename (argument);
  }
  return g_steal_pointer (&program);
}
