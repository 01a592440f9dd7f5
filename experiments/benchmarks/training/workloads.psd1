# What is measured: WGAN-GP (arXiv 1704.00028), each work with the networks, batch and optimizer that it names. Layers are New-Network's.
# The warm-up is over when .NET has compiled what is hot a second time, in the first three seconds or so.
@{
    # 8 Gaussians with the networks of the authors' gan_toy.py.
    toy    = @{
        Warmup = 75; Iterations = 150; Samples = 8192; SampleShape = @(2); BatchSize = 256; LatentSize = 2; Lambda = 0.1; Beta1 = 0.5
        Critic = 'Linear 2 512', 'ReLU', 'Linear 512 512', 'ReLU', 'Linear 512 512', 'ReLU', 'Linear 512 1'
        Generator = 'Linear 2 512', 'ReLU', 'Linear 512 512', 'ReLU', 'Linear 512 512', 'ReLU', 'Linear 512 2'
    }
    # Images of 28x28 as rows of numbers.
    mlp    = @{
        Warmup = 300; Iterations = 300; Samples = 8192; SampleShape = @(784); BatchSize = 64; LatentSize = 128; Lambda = 10; Beta1 = 0
        Critic = 'Linear 784 512', 'LeakyReLU 0.2', 'Linear 512 256', 'LeakyReLU 0.2', 'Linear 256 1'
        Generator = 'Linear 128 256', 'LeakyReLU 0.2', 'Linear 256 512', 'LeakyReLU 0.2', 'Linear 512 784', 'Tanh'
    }
    # The convolutional pair of -Architecture dcgan.
    dcgan  = @{
        Warmup = 2; Iterations = 8; Samples = 4096; SampleShape = @(1, 28, 28); BatchSize = 64; LatentSize = 128; Lambda = 10; Beta1 = 0
        Critic = 'Conv2d 1 64 5 -stride 2 -padding 2', 'LeakyReLU 0.2', 'Conv2d 64 128 5 -stride 2 -padding 2', 'LeakyReLU 0.2',
            'Conv2d 128 256 5 -stride 2 -padding 2', 'LeakyReLU 0.2', 'Flatten', 'Linear 4096 1'
        Generator = 'Linear 128 4096', 'Unflatten 1 256,4,4', 'ReLU', 'ConvTranspose2d 256 128 5 -stride 2 -padding 2 -output_padding 0,0', 'ReLU',
            'ConvTranspose2d 128 64 5 -stride 2 -padding 2 -output_padding 1,1', 'ReLU',
            'ConvTranspose2d 64 1 5 -stride 2 -padding 2 -output_padding 1,1', 'Tanh'
    }
    # The residual pair of -Architecture resnet, with 32 channels instead of the paper's 128.
    resnet = @{
        Warmup = 1; Iterations = 4; Samples = 2048; SampleShape = @(3, 32, 32); BatchSize = 64; LatentSize = 128; Lambda = 10; Beta1 = 0
        Critic = 'ResidualBlock 3 32 -resample down -norm none -first', 'ResidualBlock 32 32 -resample down -norm none',
            'ResidualBlock 32 32 -norm none', 'ResidualBlock 32 32 -norm none', 'ReLU', 'AdaptiveAvgPool2d 1', 'Flatten', 'Linear 32 1'
        Generator = 'Linear 128 512', 'Unflatten 1 32,4,4', 'ResidualBlock 32 32 -resample up -norm batch', 'ResidualBlock 32 32 -resample up -norm batch',
            'ResidualBlock 32 32 -resample up -norm batch', 'BatchNorm2d 32', 'ReLU', 'Conv2d 32 3 3 -padding 1', 'Tanh'
    }
}
