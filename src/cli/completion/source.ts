/** Something that can stand at the cursor. Descriptions are nlbctl's own words; values may come from anywhere. */
export interface Candidate {
  readonly value: string;
  readonly description: string;
}

/** Where the values of an argument or of a flag come from. */
export type Source =
  | { readonly kind: 'files' }
  /** Only the user knows them: a duration, a label selector. */
  | { readonly kind: 'free' }
  | {
      /** Known to nlbctl itself; loaded when they are asked for. */
      readonly kind: 'listed';
      readonly list: () => Promise<readonly Candidate[]>;
      /** A file can be named in their place. */
      readonly also?: 'files';
      /** Several can be named, with this between them. */
      readonly separator?: ',';
    }
  | { readonly kind: 'contexts' }
  | { readonly kind: 'namespaces' }
  | { readonly kind: 'services' };
