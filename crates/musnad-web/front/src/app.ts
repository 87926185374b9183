// What makes pages livelier: everything can be read and done without it.

import { linkMarks } from "./marks";
import { hearOfNews } from "./live";
import { moveMaps } from "./map";
import { reviewByKeys } from "./review";
import { shortcuts } from "./shortcuts";
import { showWay } from "./ways";

linkMarks();
hearOfNews();
moveMaps();
reviewByKeys();
shortcuts();
showWay();
