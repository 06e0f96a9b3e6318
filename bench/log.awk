# A log of many programs, about 130 bytes a line: -v lines=N. One line in 200 000 tells of a shortage.
BEGIN {
  srand(7)
  for (i = 0; i < lines; i++) {
    kind = int(rand() * 12)
    at = sprintf("2026-03-14 %02d:%02d:%02d,%03d", i / 1500000, i / 25000 % 60, i / 400 % 60, i % 1000)
    if (kind < 3)
      print at " INFO trainer.py:" 100 + kind " -- epoch " int(i / 10000) " step " i " loss=" rand() " shared memory ok"
    else if (kind < 5)
      print "10.2." i % 256 ".7 - - [14/Mar/2026:10:11:12 +0000] \"GET /api/v1/items/" int(rand() * 1e6) \
        " HTTP/1.1\" 200 " int(rand() * 9e4) " \"-\" \"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\""
    else if (kind < 7)
      print "gpu-node:" 2000 + kind ":" 2500 + kind " [" kind "] NCCL INFO Channel 0" kind "/0 : 2[3d000] -> 3[3e000] via direct shared memory"
    else if (kind < 8)
      print "  File \"/opt/conda/lib/python3.10/site-packages/torch/utils/data/dataloader.py\", line 1133, in _try_get_data"
    else if (kind < 9)
      print at " UTC [" i % 30000 "] LOG:  duration: " rand() * 100 " ms  statement: SELECT id, name FROM orders WHERE customer = " i
    else if (kind < 10)
      print "{\"log\":\"" at " Loading worker " i " from /dev/shm/cache\\n\",\"stream\":\"stdout\",\"time\":\"2026-03-14T10:11:12Z\"}"
    else
      print at " DEBUG worker " i % 64 " fetched batch " i " of 48 MiB in " rand() " s; queue has " i % 16 " batches waiting for the consumer"
    if (i % 200000 == 77777)
      print "RuntimeError: DataLoader worker (pid " i ") is killed by signal: Bus error. It is possible that dataloader's workers are out of shared memory."
  }
}
