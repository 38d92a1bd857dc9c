/** How large a file of regulations may be. */

/** A larger file is not read. */
export const documentLimitBytes = 50 * 1024 * 1024;
