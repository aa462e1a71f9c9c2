/* SPDX-License-Identifier: Apache-2.0 */
#include "exchange/flame-write.h"

#include <string.h>

#include "exchange/flame-name.h"
#include "exchange/flame-tree.h"
#include "exchange/output.h"

#define OTHER "(other)"

/* ---- collapsed stacks ---- */

/* Frames are parted by semicolons, lines by their ends. */
static void
append_frame (GString *stack, const char *name)
{
  gsize start;

  if (stack->len > 0)
    g_string_append_c (stack, ';');
  start = stack->len;
  g_string_append (stack, name);
  g_strdelimit (stack->str + start, ";\r\n", ',');
}

static void
append_stack (HpOutput *out, const GString *stack, const char *last, guint64 bytes)
{
  if (bytes == 0)
    return;
  g_string_append_len (out->text, stack->str, (gssize)stack->len);
  g_string_append (out->text, last);
  g_string_append_c (out->text, ' ');
  hp_output_append_number (out, bytes);
  g_string_append_c (out->text, '\n');
}

gboolean
hp_write_collapsed (const HpSnapshot *snapshot, guint limit, GOutputStream *stream,
                    const HpAnalysisRun *run, GError **error)
{
  g_autoptr (GArray) frames = hp_flame_frames (snapshot, limit, run, error);
  g_auto (HpOutput) out = hp_output_init (stream, frames != NULL ? frames->len : 0, run);
  g_autoptr (GPtrArray) names =
      frames != NULL ? hp_flame_names (snapshot, frames, run, error) : NULL;
  g_autoptr (GString) stack = g_string_new (NULL);
  gsize ends[HP_FLAME_DEPTH + 1]; /* where the stack ends at each depth */

  if (names == NULL)
    return FALSE;
  for (guint i = 0; i < frames->len; i++) {
    const HpFlameFrame *frame = &g_array_index (frames, HpFlameFrame, i);

    g_string_truncate (stack, frame->depth > 0 ? ends[frame->depth - 1] : 0);
    append_frame (stack, g_ptr_array_index (names, i));
    ends[frame->depth] = stack->len;
    append_stack (&out, stack, "", frame->own);
    append_stack (&out, stack, ";" OTHER, frame->other);
    if (!hp_output_end_row (&out, error))
      return FALSE;
  }
  return hp_output_flush (&out, error);
}

/* ---- speedscope ---- */

/* Frames of one name are one row of the profile's list. */
typedef struct {
  GHashTable *by_name; /* owned: name → number */
  GPtrArray *names;    /* owned; names are the caller's */
} Names;

static guint
number_of (Names *self, char *name)
{
  gpointer found;
  guint number = self->names->len;

  if (g_hash_table_lookup_extended (self->by_name, name, NULL, &found))
    return GPOINTER_TO_UINT (found);
  g_ptr_array_add (self->names, name);
  g_hash_table_insert (self->by_name, name, GUINT_TO_POINTER (number));
  return number;
}

static guint *
number_frames (Names *names, const GPtrArray *frame_names)
{
  guint *numbers = g_new (guint, frame_names->len);

  for (guint i = 0; i < frame_names->len; i++)
    numbers[i] = number_of (names, g_ptr_array_index (frame_names, i));
  return numbers;
}

static void
append_event (HpOutput *out, char type, guint frame, guint64 at)
{
  g_string_append_printf (out->text,
                          "%s\n{\"type\":\"%c\",\"frame\":%u,\"at\":", out->done > 0 ? "," : "",
                          type, frame);
  hp_output_append_number (out, at);
  g_string_append_c (out->text, '}');
  out->done++;
}

/* Opens and closes of all frames. Each begins where its parent's own bytes and its elder siblings
 * end. */
static gboolean
append_events (HpOutput *out, const GArray *frames, const guint *numbers, guint other,
               GError **error)
{
  guint open[HP_FLAME_DEPTH + 1];       /* frame numbers by depth */
  guint64 left_out[HP_FLAME_DEPTH + 1]; /* bytes for "(other)" when the frame ends */
  guint depth = 0;                      /* open frames */
  guint64 at = 0;

  for (guint i = 0; i <= frames->len; i++) {
    const HpFlameFrame *frame =
        i < frames->len ? &g_array_index (frames, HpFlameFrame, i) : &(HpFlameFrame){ 0 };

    while (depth > frame->depth) {
      depth--;
      if (left_out[depth] > 0) {
        append_event (out, 'O', other, at);
        append_event (out, 'C', other, at += left_out[depth]);
      }
      append_event (out, 'C', open[depth], at);
    }
    if (i == frames->len)
      break;
    append_event (out, 'O', numbers[i], at);
    at += frame->own;
    open[depth] = numbers[i];
    left_out[depth++] = frame->other;
    if (!hp_output_end_row (out, error))
      return FALSE;
  }
  return TRUE;
}

static void
append_head (HpOutput *out, const HpSnapshot *snapshot, const Names *names)
{
  const char *title = snapshot->info->title != NULL ? snapshot->info->title : "heap";

  g_string_append (out->text,
                   "{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\n"
                   "\"exporter\":\"heaparium\",\n\"activeProfileIndex\":0,\n\"name\":");
  hp_output_append_json (out, title, strlen (title));
  g_string_append (out->text, ",\n\"shared\":{\"frames\":[");
  for (guint i = 0; i < names->names->len; i++) {
    const char *name = g_ptr_array_index (names->names, i);

    g_string_append (out->text, i > 0 ? ",\n{\"name\":" : "\n{\"name\":");
    hp_output_append_json (out, name, strlen (name));
    g_string_append_c (out->text, '}');
  }
  g_string_append (out->text, "]},\n\"profiles\":[{\"type\":\"evented\",\"name\":\"retained\","
                              "\"unit\":\"bytes\",\"startValue\":0,\"endValue\":");
  hp_output_append_number (out, hp_snapshot_total_size (snapshot));
  g_string_append (out->text, ",\"events\":[");
}

gboolean
hp_write_speedscope (const HpSnapshot *snapshot, guint limit, GOutputStream *stream,
                     const HpAnalysisRun *run, GError **error)
{
  g_autoptr (GArray) frames = hp_flame_frames (snapshot, limit, run, error);
  g_auto (HpOutput) out = hp_output_init (stream, frames != NULL ? frames->len * 4 : 0, run);
  g_autoptr (GHashTable) by_name = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_autoptr (GPtrArray) frame_names =
      frames != NULL ? hp_flame_names (snapshot, frames, run, error) : NULL;
  Names names = { by_name, list };
  g_autofree guint *numbers = NULL;
  char other_name[] = OTHER;
  guint other;

  if (frame_names == NULL)
    return FALSE;
  numbers = number_frames (&names, frame_names);
  other = number_of (&names, other_name);
  append_head (&out, snapshot, &names);
  if (!append_events (&out, frames, numbers, other, error))
    return FALSE;
  g_string_append (out.text, "]}]}\n");
  return hp_output_flush (&out, error);
}
