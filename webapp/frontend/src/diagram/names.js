// Shows the English names of a diagram that is only looked at. Never for a diagram that will be saved.

/** Puts `nintei:name_en` in the place of `name` on every element that has one, before the diagram is drawn. */
export function useEnglishNames(viewer) {
  viewer.on('import.parse.complete', ({ elementsById }) => {
    for (const element of Object.values(elementsById ?? {})) {
      const english = element.get?.('nintei:name_en');
      if (english) element.set('name', english);
    }
  });
}
