// Made by `npm run build` in front/.
