BeforeAll {
    Import-Module (Join-Path $PSScriptRoot '../artifacts/module/AutogradPS/AutogradPS.psd1') -Force

    # The size that a PNG file states in its header.
    function Get-PngSize([string] $Path) {
        $bytes = [IO.File]::ReadAllBytes($Path)
        [Text.Encoding]::ASCII.GetString($bytes, 1, 3) | Should -BeExactly 'PNG'
        $numbers = 16, 20 | ForEach-Object { [int]$bytes[$_ + 2] * 256 + $bytes[$_ + 3] }
        "$($numbers[0]) x $($numbers[1])"
    }

    # The labels of an SVG file.
    function Get-SvgText([string] $Path) {
        $svg = [xml][IO.File]::ReadAllText($Path)
        $svg.DocumentElement.GetElementsByTagName('text') | ForEach-Object { $_.InnerText.Trim() }
    }

    function New-Record([string] $Run, [int] $Seed) {
        1..20 | ForEach-Object {
            [pscustomobject]@{ Run = $Run; Seed = $Seed; Iteration = $_; CriticLoss = -1 / $_; GeneratorLoss = $_ / 20 + $Seed; GradientNormMean = 1 + 1 / $_ }
        }
    }
}

Describe 'Export-MetricChart' {
    It 'draws a PNG file of the size that was asked for' {
        New-Record a 1 | Export-MetricChart TestDrive:/size.png -Width 700 -Height 450
        Get-PngSize "$TestDrive/size.png" | Should -Be '700 x 450'
    }

    It 'draws an SVG file with every label' {
        New-Record a 1 | Export-MetricChart TestDrive:/labels.svg -Title 'One run' -Smoothing 0.8
        $texts = Get-SvgText "$TestDrive/labels.svg"
        foreach ($label in 'One run', 'Iteration', 'Loss', 'Critic loss', 'Generator loss', 'Gradient norm mean', 'Target 1') {
            $texts | Should -Contain $label
        }
    }

    It 'draws what Import-MetricCsv reads' {
        New-Record a 1 | Export-MetricCsv TestDrive:/metrics.csv
        Import-MetricCsv TestDrive:/metrics.csv | Export-MetricChart TestDrive:/imported.svg -Metric *Loss
        $texts = Get-SvgText "$TestDrive/imported.svg"
        $texts | Should -Contain 'Critic loss'
        $texts | Should -Not -Contain 'Gradient norm mean'
    }

    It 'gives every run a line' {
        (New-Record 'wgan-gp' 1) + (New-Record 'wgan-lp' 1) | Export-MetricChart TestDrive:/runs.svg -Metric CriticLoss
        $texts = Get-SvgText "$TestDrive/runs.svg"
        $texts | Should -Contain 'wgan-gp'
        $texts | Should -Contain 'wgan-lp'
    }

    It 'draws seeds of one group as mean and deviation' {
        1..3 | ForEach-Object { New-Record 'gp' $_ } | Export-MetricChart TestDrive:/seeds.svg -Metric GeneratorLoss -GroupBy Run
        Get-SvgText "$TestDrive/seeds.svg" | Should -Contain 'gp (mean ± sd, n = 3)'
    }

    It 'takes any objects, another axis and other targets' {
        1..5 | ForEach-Object { @{ Epoch = $_; Accuracy = $_ / 10 } } | Export-MetricChart TestDrive:/any.svg -X Epoch -Target @{ Accuracy = 0.95 }
        $texts = Get-SvgText "$TestDrive/any.svg"
        'Epoch', 'Accuracy', 'Target 0.95' | ForEach-Object { $texts | Should -Contain $_ }
    }

    It 'warns of values that a logarithmic axis cannot show' {
        New-Record a 1 | Export-MetricChart TestDrive:/log.png -Metric CriticLoss, GradientNormMean -LogY -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike "*20 values of 'Critic loss'*"
    }

    It 'leaves out, with a warning, what no axis can hold' {
        -1e308, 0, 1, 1e308 | ForEach-Object -Begin { $i = 0 } { @{ Iteration = ++$i; Loss = $_ } } | Export-MetricChart TestDrive:/huge.svg -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike "*2 values of 'Loss' are beyond 1e300*"
        'TestDrive:/huge.svg' | Should -Exist
    }

    It 'completes the metrics of the file in the pipeline' {
        [pscustomobject]@{ Iteration = 1; Sharpness = 2 } | Export-MetricCsv "$TestDrive/completion.csv"
        $line = "Import-MetricCsv '$TestDrive/completion.csv' | Export-MetricChart x.png -Metric Sh"
        [System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText | Should -Be 'Sharpness'
    }

    It 'refuses <name> before the pipeline runs' -ForEach @(
        @{ name = 'chart.jpg'; id = 'ChartFormatUnknown' }
        @{ name = 'taken.png'; id = 'FileExists' }
    ) {
        Set-Content "$TestDrive/taken.png" 'mine'
        $ran = [Collections.Generic.List[int]]::new()
        { 1..3 | ForEach-Object { $ran.Add($_); [pscustomobject]@{ Iteration = $_; Loss = 1 } } | Export-MetricChart "$TestDrive/$name" } | Should -Throw -ErrorId "$id,*"
        $ran.Count | Should -Be 0
        Get-Content "$TestDrive/taken.png" | Should -Be 'mine'
    }

    It 'lists the metrics when asked for one that is not there' {
        { New-Record a 1 | Export-MetricChart TestDrive:/none.png -Metric Lost } | Should -Throw -ErrorId 'MetricNotFound,*' -ExpectedMessage '*CriticLoss*'
        { New-Record a 1 | Export-MetricChart TestDrive:/none.png -Metric Lost* } | Should -Throw -ErrorId 'MetricNotFound,*'
        { New-Record a 1 | Export-MetricChart TestDrive:/none.png -X Run } | Should -Throw -ErrorId 'MetricNotNumeric,*'
    }

    It 'says so when there is nothing to plot' {
        { 1..3 | ForEach-Object { [pscustomobject]@{ Iteration = $_; Loss = [double]::NaN } } | Export-MetricChart TestDrive:/nan.png } | Should -Throw -ErrorId 'NothingToPlot,*'
    }

    It 'writes the file to the pipeline with -PassThru only, and none with -WhatIf' {
        New-Record a 1 | Export-MetricChart TestDrive:/quiet.png | Should -BeNullOrEmpty
        (New-Record a 1 | Export-MetricChart TestDrive:/loud.png -PassThru).Name | Should -Be 'loud.png'
        New-Record a 1 | Export-MetricChart TestDrive:/whatif.png -WhatIf
        'TestDrive:/whatif.png' | Should -Not -Exist
    }
}

Describe 'Export-SampleChart' {
    BeforeAll {
        $real = New-Tensor -RandN -Shape 50, 2 -Seed 1
        $generated = New-Tensor -RandN -Shape 50, 2 -Seed 2
    }

    It 'draws real and generated samples' {
        $generated | Export-SampleChart TestDrive:/samples.svg -Real $real -Title 'Samples'
        $texts = Get-SvgText "$TestDrive/samples.svg"
        'Real', 'Generated', 'Samples' | ForEach-Object { $texts | Should -Contain $_ }
    }

    It 'draws the surface of a script block' {
        $generated | Export-SampleChart TestDrive:/script.svg -Critic { $_.square().sum(1) } -GridSize 20
        Get-SvgText "$TestDrive/script.svg" | Should -Contain 'Critic value'
    }

    It 'draws the surface of a module, without samples where an extent is given' {
        $critic = [torch.nn]::Linear(2, 1)
        Export-SampleChart TestDrive:/module.svg -Critic $critic -Extent -1, 1, -1, 1 -GridSize 10
        Get-SvgText "$TestDrive/module.svg" | Should -Contain 'Critic value'
    }

    It 'puts several tensors side by side' {
        $generated, $real | Export-SampleChart TestDrive:/strip.svg -Label 'before', 'after'
        $texts = Get-SvgText "$TestDrive/strip.svg"
        'before', 'after' | ForEach-Object { $texts | Should -Contain $_ }
    }

    It 'makes an animation of several tensors' {
        $generated, $real, $generated | Export-SampleChart TestDrive:/animation.png -Animate -Width 300
        $bytes = [IO.File]::ReadAllBytes("$TestDrive/animation.png")
        [Text.Encoding]::Latin1.GetString($bytes) | Should -MatchExactly 'acTL'
        @([regex]::Matches([Text.Encoding]::Latin1.GetString($bytes), 'fcTL')).Count | Should -Be 3
    }

    It 'refuses <what>' -ForEach @(
        @{ what = 'samples that are not in the plane'; id = 'ChartDataShape'; do = { New-Tensor -Zeros -Shape 5, 3 | Export-SampleChart TestDrive:/no.png } }
        @{ what = 'nothing'; id = 'SamplesMissing'; do = { Export-SampleChart TestDrive:/no.png } }
        @{ what = 'a critic that is none'; id = 'CriticType'; do = { Export-SampleChart TestDrive:/no.png -Critic 7 -Extent 0, 1, 0, 1 } }
        @{ what = 'a critic that gives no tensor'; id = 'CriticResult'; do = { Export-SampleChart TestDrive:/no.png -Critic { 7 } -Extent 0, 1, 0, 1 } }
        @{ what = 'a critic that gives too many values'; id = 'ChartDataShape'; do = { Export-SampleChart TestDrive:/no.png -Critic { $_ * 2 } -Extent 0, 1, 0, 1 } }
        @{ what = 'an extent that is turned around'; id = 'ExtentInvalid'; do = { Export-SampleChart TestDrive:/no.png -Critic { $_.sum(1) } -Extent 1, 0, 0, 1 } }
    ) {
        $do | Should -Throw -ErrorId "$id,*"
        'TestDrive:/no.png' | Should -Not -Exist
    }
}

Describe 'Export-SampleGrid' {
    It 'enlarges every image by a whole factor' {
        New-Tensor -Rand -Shape 6, 1, 28, 28 | Export-SampleGrid TestDrive:/grid.png -Columns 3 -Padding 2 -Zoom 4
        Get-PngSize "$TestDrive/grid.png" | Should -Be '368 x 248'
    }

    It 'makes small images readable by itself' {
        New-Tensor -Rand -Shape 16, 3, 8, 8 | Export-SampleGrid TestDrive:/large.png -PassThru | Should -BeOfType ([IO.FileInfo])
        [int](Get-PngSize "$TestDrive/large.png").Split(' ')[0] | Should -BeGreaterThan 600
    }

    It 'writes SVG' {
        New-Tensor -Rand -Shape 2, 1, 4, 4 | Export-SampleGrid TestDrive:/grid.svg -Zoom 1
        ([xml][IO.File]::ReadAllText("$TestDrive/grid.svg")).DocumentElement.GetAttribute('width') | Should -Be '14'
    }

    It 'puts several tensors into one grid, and refuses images of different sizes' {
        $one = New-Tensor -Rand -Shape 1, 1, 4, 4
        $one, $one, $one | Export-SampleGrid TestDrive:/joined.png -Columns 3 -Padding 0 -Zoom 1
        Get-PngSize "$TestDrive/joined.png" | Should -Be '12 x 4'
        { $one, (New-Tensor -Rand -Shape 1, 1, 5, 5) | Export-SampleGrid TestDrive:/mixed.png } | Should -Throw -ErrorId 'ChartDataShape,*'
    }

    It 'makes one frame a tensor with -Animate' {
        1..4 | ForEach-Object { New-Tensor -Rand -Shape 4, 1, 8, 8 } | Export-SampleGrid TestDrive:/frames.png -Animate
        $text = [Text.Encoding]::Latin1.GetString([IO.File]::ReadAllBytes("$TestDrive/frames.png"))
        @([regex]::Matches($text, 'fcTL')).Count | Should -Be 4
    }

    It 'refuses a tensor that holds no images' {
        { New-Tensor 1, 2, 3 | Export-SampleGrid TestDrive:/vector.png } | Should -Throw -ErrorId 'ChartDataShape,*' -ExpectedMessage '*N x C x H x W*'
    }

    It 'overwrites only with -Force' {
        $image = New-Tensor -Rand -Shape 1, 1, 4, 4
        $image | Export-SampleGrid TestDrive:/kept.png -Zoom 1
        { $image | Export-SampleGrid TestDrive:/kept.png -Zoom 2 } | Should -Throw -ErrorId 'FileExists,*'
        $image | Export-SampleGrid TestDrive:/kept.png -Zoom 2 -Force
        Get-PngSize "$TestDrive/kept.png" | Should -Be '16 x 16'
    }
}

Describe 'Pictures of runs' {
    BeforeAll {
        $small = @{ Dataset = '8Gaussians'; Iterations = 4; BatchSize = 16; HiddenSize = 16; CriticSteps = 2; SampleEvery = 2; ThreadCount = 1 }
        'wgan', 'wgan-gp' | ForEach-Object { $null = Start-WganTraining @small -Objective $_ -OutputDirectory "$TestDrive/runs/$_" }
    }

    It 'draws runs side by side over their own critics' {
        Get-WganRun "$TestDrive/runs/*" | Export-SampleChart "$TestDrive/runs.svg" -Label clipping, penalty -Title toys
        foreach ($text in 'toys', 'clipping', 'penalty', 'Real', 'Generated') { "$TestDrive/runs.svg" | Should -FileContentMatch $text }
    }

    It 'animates the pictures of a run, and leaves the same in its directory' {
        Get-WganRun "$TestDrive/runs/wgan" | Export-SampleChart "$TestDrive/learning.png" -Animate
        # acTL is the chunk that a plain PNG does not have; after it comes the number of frames.
        $bytes = [IO.File]::ReadAllBytes("$TestDrive/learning.png")
        [Text.Encoding]::ASCII.GetString($bytes, 37, 4) | Should -Be 'acTL'
        $bytes[44] | Should -Be 3
        [Convert]::ToBase64String([IO.File]::ReadAllBytes("$TestDrive/runs/wgan/samples/animation.png")) | Should -Be ([Convert]::ToBase64String($bytes))
    }

    It 'refuses two runs in one animation, and points as images' {
        { Get-WganRun "$TestDrive/runs/*" | Export-SampleChart "$TestDrive/two.png" -Animate } | Should -Throw -ErrorId 'OneRunExpected*'
        { Get-WganRun "$TestDrive/runs/wgan" | Export-SampleGrid "$TestDrive/grid.png" } | Should -Throw -ErrorId 'SamplesNoImages*'
    }
}
