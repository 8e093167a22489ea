/** How long a connection may take to come up, in milliseconds. */
export const connectTimeout = 10_000;

/** How long one request may take from its beginning to the last byte of its answer, in milliseconds. */
export const requestTimeout = 30_000;
