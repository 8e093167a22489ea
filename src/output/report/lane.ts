import type { Markup } from './markup.ts';

/** A strip of the timeline. Each draws itself below `top`, by its own height. */
export interface Lane {
  readonly label: string;
  /** Said below the label, smaller; null: nothing. */
  readonly detail: string | null;
  readonly height: number;
  readonly draw: (top: number) => Markup;
}

/** About how wide a text is in the small size of the charts. */
export const textWidth = (text: string): number => text.length * 6.3;
