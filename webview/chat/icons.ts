/** The icons of the page, drawn in the colour of the text around them. */
import { svg, type SVGTemplateResult } from 'lit';

const paths = {
  add: 'M8 3v10M3 8h10',
  archive: 'M2.5 3.5h11v3h-11zM3.5 6.5v6h9v-6M6.5 9h3',
  again: 'M13 8a5 5 0 1 1-1.500-3.600M13 2.500v3h-3',
  attach: 'M11.500 6.500 7 11a2 2 0 0 1-2.800-2.800l5-5a3.200 3.200 0 0 1 4.500 4.500l-5 5',
  back: 'M10 3.5 5.5 8l4.5 4.5',
  close: 'M4 4l8 8M12 4l-8 8',
  copy: 'M5.5 5.5h7v7h-7zM3.5 10.5v-7h7',
  delete: 'M3 4.5h10M6 4.5v-2h4v2M4.5 4.5l.5 9h6l.5-9',
  edit: 'M3 13l.8-3L10.5 3.300l2.2 2.2L6 12.200z',
  list: 'M2.5 4h1M6 4h7.500M2.5 8h1M6 8h7.500M2.5 12h1M6 12h7.500',
  next: 'M6 3.500 10.500 8 6 12.500',
  open: 'M9.500 2.500h4v4M13.500 2.500 8 8M6.500 3.500h-4v10h10v-4',
  pin: 'M6 2.500h4M6.500 2.500v4L4.500 9v1h7V9l-2-2.500v-4M8 10v4',
  rename: 'M2.500 4.500h6M2.500 11.500h6M11 2.500v11M9.500 2.500h3M9.500 13.500h3',
  restore: 'M3 3.500v3.500h3.500M3.300 6.700A5.200 5.200 0 1 1 3 9.500',
} as const;
export type IconName = keyof typeof paths;

/** Says nothing to a screen reader: the button around it has a name. */
export function icon(name: IconName): SVGTemplateResult {
  return svg`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d=${paths[name]} /></svg>`;
}
