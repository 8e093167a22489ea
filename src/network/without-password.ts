/** A URL as it may be shown: whoever writes a user and a password into one does not mean them to be printed. */
export function withoutPassword(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  if (url.username === '' && url.password === '') return text;
  url.username = '';
  url.password = '';
  return url.href.replace(/\/$/, '');
}
