// A lab is a cluster of a dozen servers in this process: more than two at a time measure the machine, not the product.
[assembly: CollectionBehavior(MaxParallelThreads = 2)]
