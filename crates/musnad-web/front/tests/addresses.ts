// The screens that are tried: each by its address, those of one story, document, … by what the made-up archive has.

import type { APIRequestContext } from "@playwright/test";

export const SCREENS = [
  "/", "/stories", "/events", "/events?duplicates=1", "/search?q=قتلى", "/documents", "/actors", "/places", "/outlets", "/quotes", "/review", "/rules?type=protest", "/quality",
  "/paste", "/api",
];

/** A server over an archive that stays as it is: neither other tests nor better rules change what is seen here. */
export const UNCHANGED = "http://localhost:7398";

export interface Single {
  story: string;
  document: string;
  event: string;
  claim: string;
  place: string;
  actor: string;
  outlet: string;
}

/** One of each, always the same: of the story with most documents its first document, and of its events the one most told. */
export async function single(request: APIRequestContext): Promise<Single> {
  const get = async <T>(address: string): Promise<T> => (await (await request.get(address)).json()) as T;
  type Story = { id: string; documents: { document: string; outlet: string }[]; events: string[] };
  const stories = await get<Story[]>("/stories.json");
  const order = (a: Story, b: Story): number => b.documents.length - a.documents.length || a.id.localeCompare(b.id);
  const story = stories.sort(order)[0];
  const document = story?.documents[0];
  if (!story || !document) throw new Error("no story");
  const records = await get<{ record: string; id: string }[]>(`/documents/${document.document}.json`);
  const most = (all: { id: string; events?: number; acts?: number }[]): string => all[0]?.id ?? "";
  return {
    story: `/stories/${story.id}`,
    document: `/documents/${document.document}`,
    event: `/events/${story.events[0] ?? ""}`,
    claim: `/claims/${records.find((r) => r.record === "claim/1")?.id ?? ""}`,
    place: `/places/${most(await get("/places.json"))}`,
    actor: `/actors/${most(await get("/actors.json"))}`,
    outlet: `/outlets/${encodeURIComponent(document.outlet)}`,
  };
}

/** An address in a language. */
export function spoken(address: string, language: "ar" | "en"): string {
  return `${address}${address.includes("?") ? "&" : "?"}lang=${language}`;
}
